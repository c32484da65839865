-- What the profile editor of newer clients knows beside the rest.
ALTER TABLE accounts
    ADD COLUMN avatar_description text NOT NULL DEFAULT '',
    ADD COLUMN header_description text NOT NULL DEFAULT '',
    ADD COLUMN attribution_domains text[] NOT NULL DEFAULT '{}', -- sites whose pages may name the account as author
    ADD COLUMN show_media boolean NOT NULL DEFAULT true,         -- tabs of the profile
    ADD COLUMN show_media_replies boolean NOT NULL DEFAULT true,
    ADD COLUMN show_featured boolean NOT NULL DEFAULT true;
