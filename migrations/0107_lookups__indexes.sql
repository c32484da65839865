-- A post that is deleted takes its notifications with it, and each of its boosts as well.
CREATE INDEX notifications_by_status ON notifications (status_id) WHERE status_id IS NOT NULL;
-- Counted for whoever watches the instance; both are few, among all that is kept.
CREATE INDEX inbox_dead ON inbox (id) WHERE state = 'dead';
CREATE INDEX deliveries_failed ON deliveries (id) WHERE state = 'failed';
