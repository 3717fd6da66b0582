-- 0x44744D72, "DtMr": whose file this is. See MirrorFile.
PRAGMA application_id = 1148472690;
PRAGMA user_version = 1;

-- A grain's identity is all of the first six columns: Orleans splits a key into two numbers and a text,
-- and only the hash tells the text "0+a" from the number 0 with the extension "a".
CREATE TABLE grain_state
(
    service_id TEXT    NOT NULL,
    state_name TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    key_n1     INTEGER NOT NULL,
    key_n0     INTEGER NOT NULL,
    key_hash   INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    payload    BLOB    NULL, -- NULL: cleared; the row stays, so that a stale ETag stays stale
    PRIMARY KEY (service_id, state_name, key, key_n1, key_n0, key_hash)
) STRICT;

CREATE TABLE reminder
(
    service_id TEXT    NOT NULL,
    grain_id   TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    grain_hash INTEGER NOT NULL,
    start_time TEXT    NOT NULL, -- UTC
    period     INTEGER NOT NULL, -- milliseconds
    version    INTEGER NOT NULL,
    PRIMARY KEY (service_id, grain_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX reminder_by_hash ON reminder (service_id, grain_hash);
