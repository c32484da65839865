-- Like notifications are told as one. Which ones belong together is decided when they are written, so that a key never
-- changes and a page costs the same however many there are: `group_hour` is the hour (since 1970) in which the group
-- began, and it takes what comes within twelve hours of that.
ALTER TABLE notifications
    ADD COLUMN filtered boolean NOT NULL DEFAULT false,  -- held back by the reader's policy: notification_requests
    ADD COLUMN report_id bigint REFERENCES reports ON DELETE CASCADE,
    ADD COLUMN group_hour integer;                       -- null: told alone
UPDATE notifications SET group_hour = floor(extract(epoch FROM created_at) / 43200)::integer * 12
    WHERE kind IN ('favourite', 'reblog', 'follow');
ALTER TABLE notifications ADD COLUMN group_key text NOT NULL GENERATED ALWAYS AS (
    CASE WHEN group_hour IS NULL THEN 'ungrouped-' || id::text
         ELSE kind || '-' || coalesce(status_id::text || '-', '') || group_hour::text END) STORED;
CREATE INDEX notifications_by_group ON notifications (account_id, group_key, id DESC);
CREATE INDEX notifications_filtered ON notifications (account_id, from_account_id, id DESC) WHERE filtered;

-- Each report is told once.
DROP INDEX notifications_once;
CREATE UNIQUE INDEX notifications_once
    ON notifications (account_id, from_account_id, kind, coalesce(status_id, report_id, 0)) WHERE kind <> 'update';
