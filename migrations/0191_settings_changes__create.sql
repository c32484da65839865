-- What the settings were, as servers found them when they started; what is secret in them is left out.
CREATE TABLE settings_changes (
    id bigint PRIMARY KEY DEFAULT next_id(),
    key text NOT NULL,
    value text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX settings_changes_key ON settings_changes (key, id DESC);
