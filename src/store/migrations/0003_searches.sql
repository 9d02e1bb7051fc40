-- Searches in all types walk all resources in the order of change, or of their ids.
CREATE INDEX resource_changed ON resource (deleted, at, row);
CREATE INDEX resource_named ON resource (id);

-- What points to a resource, by whatever parameter.
CREATE INDEX index_reference_target ON index_reference (target, type, resource);

-- The parameters that R4 publishes for every type are numbered once for all types.
INSERT INTO parameter (type, code)
    SELECT DISTINCT 'Resource', code FROM parameter WHERE code IN ('_tag', '_security', '_profile', '_source');
UPDATE index_token SET parameter = (
        SELECT shared.number FROM parameter AS own
        JOIN parameter AS shared ON shared.type = 'Resource' AND shared.code = own.code
        WHERE own.number = index_token.parameter)
    WHERE parameter IN (SELECT number FROM parameter WHERE type <> 'Resource' AND code IN ('_tag', '_security'));
UPDATE index_uri SET parameter = (
        SELECT shared.number FROM parameter AS own
        JOIN parameter AS shared ON shared.type = 'Resource' AND shared.code = own.code
        WHERE own.number = index_uri.parameter)
    WHERE parameter IN (SELECT number FROM parameter WHERE type <> 'Resource' AND code IN ('_profile', '_source'));
DELETE FROM parameter WHERE type <> 'Resource' AND code IN ('_tag', '_security', '_profile', '_source');
