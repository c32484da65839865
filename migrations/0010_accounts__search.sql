-- For prefix searches: LIKE 'abc%' needs this class of operators in any locale.
CREATE INDEX accounts_by_name_prefix ON accounts (lower(username) text_pattern_ops);
CREATE INDEX accounts_by_display_name_prefix ON accounts (lower(display_name) text_pattern_ops);
