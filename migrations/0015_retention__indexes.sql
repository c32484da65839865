-- What the sweeps of the maintenance worker look for. Most posts come from elsewhere and have no app.
CREATE INDEX statuses_by_app ON statuses (app_id) WHERE app_id IS NOT NULL;
CREATE INDEX oauth_tokens_by_app ON oauth_tokens (app_id);
-- Rows of the inbox are kept in the order of arrival: a few pages of index tell the old from the new.
CREATE INDEX inbox_by_age ON inbox USING brin (received_at) WITH (autosummarize = on);
