-- Posts of an archive are brought as lists are.
ALTER TABLE imports
    DROP CONSTRAINT imports_kind_check,
    ADD CONSTRAINT imports_kind_check CHECK (kind IN ('follows', 'blocks', 'mutes', 'lists', 'bookmarks', 'domain_blocks', 'posts')) NOT VALID;
