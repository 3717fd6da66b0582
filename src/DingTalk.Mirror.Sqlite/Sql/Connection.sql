PRAGMA synchronous = FULL;             -- a commit is on disk before it is acknowledged
PRAGMA journal_size_limit = 67108864;  -- a long backup makes the write-ahead log grow; give the disk back afterwards
PRAGMA secure_delete = ON;             -- what is cleared or replaced is overwritten: a person erased is not left in free space
PRAGMA temp_store = MEMORY;

-- Where Orleans's providers look for their SQL. Temporary: queries belong to the program, only rows to the file.
CREATE TEMP TABLE OrleansQuery
(
    QueryKey  TEXT PRIMARY KEY,
    QueryText TEXT NOT NULL
);
