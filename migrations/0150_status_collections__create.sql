-- Which collections of recommended accounts a post links: clients show these as they show whom it mentions.
CREATE TABLE status_collections (
    status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    collection_id bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
    PRIMARY KEY (status_id, collection_id)
);
CREATE INDEX status_collections_by_collection ON status_collections (collection_id);
