-- Who has to change the name that is shown before they post again: the moderators asked for a pseudonym.
CREATE TABLE pseudonym_orders (
    account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    strike_id bigint NOT NULL REFERENCES strikes ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now()
);
