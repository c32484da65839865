-- The key that Web Push services know this instance by (RFC 8292): point of P-256, and PKCS#8 sealed.
ALTER TABLE instance ADD COLUMN vapid_public_key bytea, ADD COLUMN vapid_private_key_sealed bytea;
