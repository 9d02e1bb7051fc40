-- By which definition of a search parameter its index rows were made, and how far a change of it has come.
CREATE TABLE search_index (
    type        TEXT    NOT NULL,
    code        TEXT    NOT NULL,
    definition TEXT    NOT NULL,
    state       INTEGER NOT NULL, -- 1 complete, 2 being built, 3 being removed
    after       INTEGER NOT NULL, -- being built: the last resource.row that was read
    done        INTEGER NOT NULL, -- being built: how many were read
    PRIMARY KEY (type, code)
) WITHOUT ROWID;

-- One row. It grows with each change of a definition, so that a write whose rows were extracted by an earlier one
-- is told apart.
CREATE TABLE generation (number INTEGER NOT NULL);
INSERT INTO generation (number) VALUES (0);
