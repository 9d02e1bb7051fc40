-- A contained resource has a row of its own: `deleted` is 2 while it is there and 3 afterwards, `container` is the
-- row of what contains it, `fragment` its id therein, and `id` is made of both: Task/7#p. It shares `current` and
-- `at` with its container, and is found by rows of the same index tables. Its index is filled, as that of every
-- search parameter, by the reading that follows a change of how values are extracted.
ALTER TABLE resource ADD COLUMN container INTEGER;
ALTER TABLE resource ADD COLUMN fragment TEXT;
CREATE INDEX resource_contained ON resource (container) WHERE container IS NOT NULL;
CREATE INDEX resource_fragment ON resource (fragment) WHERE fragment IS NOT NULL;
