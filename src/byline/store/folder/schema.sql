-- The source of truth of an archive. Text is stored once, in version.text; passages are spans into it.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE article (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    present INTEGER NOT NULL            -- key of the current version
) STRICT;

-- Every version of every article, oldest first.
CREATE TABLE version (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    digest TEXT NOT NULL,               -- Article.version
    text TEXT NOT NULL,
    characters INTEGER NOT NULL,
    title TEXT NOT NULL,
    url TEXT,
    publisher TEXT,
    author TEXT,
    published TEXT,                     -- ISO 8601 with offset
    language TEXT,
    publisher_folded TEXT,              -- for filters: case folded
    published_at REAL,                  -- for filters: seconds since 1970 in UTC
    added_at TEXT NOT NULL
) STRICT;
CREATE INDEX version_article ON version (article);
CREATE INDEX version_published ON version (published_at);
CREATE INDEX version_publisher ON version (publisher_folded);

-- Vectors by the hash of the embedded text, so that the same text is embedded only once.
CREATE TABLE embedding (
    key INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    vector BLOB NOT NULL                -- float32, then their CRC-32, all little endian
) STRICT;

-- Passages of current versions only. Keys are never reused.
CREATE TABLE passage (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL REFERENCES version ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    embedding INTEGER NOT NULL REFERENCES embedding
) STRICT;
CREATE INDEX passage_version ON passage (version);
CREATE INDEX passage_embedding ON passage (embedding);

-- A random token for each generation that may have a cache: caches of another database do not have it.
CREATE TABLE lineage (
    generation INTEGER PRIMARY KEY,
    token TEXT NOT NULL
) STRICT;

-- Keys of deleted passages that a cache may still contain, and the generation that deleted them.
CREATE TABLE tombstone (
    key INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL
) STRICT;

-- Where articles came from: a file as last read, and the article made from it.
CREATE TABLE source (
    name TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    digest TEXT NOT NULL                -- of the bytes and metadata that were read
) STRICT;
CREATE INDEX source_article ON source (article);

-- MinHash signatures of current versions, their bands for finding candidate pairs, and the pairs found.
CREATE TABLE signature (
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    minhash BLOB NOT NULL,
    words TEXT NOT NULL                 -- hash of the normalised text: equal for exact copies
) STRICT;
CREATE TABLE band (
    digest INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    PRIMARY KEY (digest, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX band_article ON band (article);
CREATE TABLE copy (
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    similarity REAL NOT NULL,
    PRIMARY KEY (article, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_other ON copy (other);
