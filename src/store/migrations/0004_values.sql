-- Numbers and quantities are intervals: both ends are kept, the same for a single number.
ALTER TABLE index_number RENAME TO former_number;
DROP INDEX index_number_resource;
CREATE TABLE index_number (
    parameter INTEGER NOT NULL, value REAL NOT NULL, resource INTEGER NOT NULL, high REAL NOT NULL,
    PRIMARY KEY (parameter, value, resource, high)
) WITHOUT ROWID;
CREATE INDEX index_number_high ON index_number (parameter, high, resource, value);
CREATE INDEX index_number_resource ON index_number (resource, parameter);
INSERT INTO index_number (parameter, value, resource, high)
    SELECT parameter, value, resource, value FROM former_number;
DROP TABLE former_number;

ALTER TABLE index_quantity RENAME TO former_quantity;
DROP INDEX index_quantity_resource;
CREATE TABLE index_quantity (
    parameter INTEGER NOT NULL, value REAL NOT NULL, resource INTEGER NOT NULL, high REAL NOT NULL,
    system TEXT NOT NULL, code TEXT NOT NULL, unit TEXT NOT NULL,
    PRIMARY KEY (parameter, value, resource, high, system, code, unit)
) WITHOUT ROWID;
CREATE INDEX index_quantity_high ON index_quantity (parameter, high, resource, value);
CREATE INDEX index_quantity_resource ON index_quantity (resource, parameter);
INSERT INTO index_quantity (parameter, value, resource, high, system, code, unit)
    SELECT parameter, value, resource, value, system, code, unit FROM former_quantity;
DROP TABLE former_quantity;

-- Places, also as points on the sphere whose radius is 1: a distance is compared without trigonometry.
CREATE TABLE index_position (
    parameter INTEGER NOT NULL, latitude REAL NOT NULL, resource INTEGER NOT NULL, longitude REAL NOT NULL,
    x REAL NOT NULL, y REAL NOT NULL, z REAL NOT NULL,
    PRIMARY KEY (parameter, latitude, resource, longitude)
) WITHOUT ROWID;
CREATE INDEX index_position_resource ON index_position (resource, parameter);

-- The values of composite parameters. Those of one element share their occurrence; the slot says of which
-- component a value is. The columns are named as in the tables of the single kinds.
CREATE TABLE index_composite (
    row INTEGER PRIMARY KEY,
    parameter INTEGER NOT NULL, resource INTEGER NOT NULL, occurrence INTEGER NOT NULL, slot INTEGER NOT NULL,
    code TEXT, system TEXT, unit TEXT, folded TEXT, exact TEXT, target TEXT, type TEXT, low INTEGER, high, value
);
CREATE INDEX index_composite_code ON index_composite (parameter, slot, code, resource);
CREATE INDEX index_composite_resource ON index_composite (resource, parameter, occurrence, slot);

-- Which resources have words under a full-text parameter, and the stems of these words. Nothing but the index
-- of the stems is kept; a row's number is the resource's.
CREATE TABLE index_words (
    parameter INTEGER NOT NULL, resource INTEGER NOT NULL,
    PRIMARY KEY (parameter, resource)
) WITHOUT ROWID;
CREATE INDEX index_words_resource ON index_words (resource, parameter);
CREATE VIRTUAL TABLE words USING fts5(
    narrative_english, narrative_french, content_english, content_french,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);
