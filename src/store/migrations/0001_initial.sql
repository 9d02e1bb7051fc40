-- Every version of every resource, in the order of the commits. The body is what a read returns.
CREATE TABLE version (
    row      INTEGER PRIMARY KEY,
    type     TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    number   INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    at       INTEGER NOT NULL, -- microseconds since 1970 UTC, growing with each commit
    method   INTEGER NOT NULL, -- 1 create, 2 update, 3 delete
    body     BLOB    NOT NULL
);
CREATE UNIQUE INDEX version_key ON version (type, id, number);
CREATE INDEX version_type ON version (type); -- and by row within a type, as every index of SQLite is
CREATE INDEX version_at ON version (at);

-- One row for each resource that ever was; its number stays the same for good, so it is the order of making.
CREATE TABLE resource (
    row     INTEGER PRIMARY KEY,
    type    TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    current INTEGER NOT NULL, -- version.row
    at      INTEGER NOT NULL,
    deleted INTEGER NOT NULL
);
CREATE UNIQUE INDEX resource_key ON resource (type, id);
CREATE INDEX resource_live ON resource (type, deleted, row);
CREATE INDEX resource_recent ON resource (type, deleted, at, row);

-- Numbers for the names of search parameters.
CREATE TABLE parameter (
    number INTEGER PRIMARY KEY,
    type   TEXT NOT NULL,
    code   TEXT NOT NULL,
    UNIQUE (type, code)
);

-- What present versions are found by. Each table is kept in the order (parameter, what sorts, resource, the
-- rest), so that one walk along it yields resources in order; the second index answers for one resource.
CREATE TABLE index_token (
    parameter INTEGER NOT NULL, code TEXT NOT NULL, resource INTEGER NOT NULL, system TEXT NOT NULL,
    PRIMARY KEY (parameter, code, resource, system)
) WITHOUT ROWID;
CREATE INDEX index_token_resource ON index_token (resource, parameter);

CREATE TABLE index_text (
    parameter INTEGER NOT NULL, folded TEXT NOT NULL, resource INTEGER NOT NULL, exact TEXT NOT NULL,
    PRIMARY KEY (parameter, folded, resource, exact)
) WITHOUT ROWID;
CREATE INDEX index_text_resource ON index_text (resource, parameter);

CREATE TABLE index_date (
    parameter INTEGER NOT NULL, low INTEGER NOT NULL, resource INTEGER NOT NULL, high INTEGER NOT NULL,
    PRIMARY KEY (parameter, low, resource, high)
) WITHOUT ROWID;
CREATE INDEX index_date_high ON index_date (parameter, high, resource, low);
CREATE INDEX index_date_resource ON index_date (resource, parameter);

CREATE TABLE index_number (
    parameter INTEGER NOT NULL, value REAL NOT NULL, resource INTEGER NOT NULL,
    PRIMARY KEY (parameter, value, resource)
) WITHOUT ROWID;
CREATE INDEX index_number_resource ON index_number (resource, parameter);

CREATE TABLE index_quantity (
    parameter INTEGER NOT NULL, value REAL NOT NULL, resource INTEGER NOT NULL,
    system TEXT NOT NULL, code TEXT NOT NULL, unit TEXT NOT NULL,
    PRIMARY KEY (parameter, value, resource, system, code, unit)
) WITHOUT ROWID;
CREATE INDEX index_quantity_resource ON index_quantity (resource, parameter);

CREATE TABLE index_reference (
    parameter INTEGER NOT NULL, target TEXT NOT NULL, resource INTEGER NOT NULL, type TEXT NOT NULL,
    PRIMARY KEY (parameter, target, resource, type)
) WITHOUT ROWID;
CREATE INDEX index_reference_resource ON index_reference (resource, parameter);

CREATE TABLE index_uri (
    parameter INTEGER NOT NULL, value TEXT NOT NULL, resource INTEGER NOT NULL,
    PRIMARY KEY (parameter, value, resource)
) WITHOUT ROWID;
CREATE INDEX index_uri_resource ON index_uri (resource, parameter);
