#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace rounds::app {

/// Everything that can be set, with its default. One table (config_table.cpp) names the keys, their documentation and
/// their bounds; the parser, `--help`, environment names and config.example.toml come from it.
struct Config
{
    struct Instance
    {
        std::string domain; ///< host[:port] of every id; never changes
        std::string title = "Rounds";
        std::string description;
        std::string contact_email;
        std::string contact_account; ///< user name
        std::string scheme = "https";
        std::vector<std::string> languages{"en"};
        std::vector<std::string> rules;
        std::string organisation;        ///< hospital or society that runs it
        std::string kind = "hospital";   ///< hospital, society
        std::string region;              ///< where it is, for the directory: "US-CA"
        std::string privacy_policy_file; ///< Markdown
        std::string terms_file;          ///< Markdown
    } instance;
    struct Paths
    {
        std::filesystem::path data = "/var/lib/rounds"; ///< private database, keys
    } paths;
    struct Database
    {
        std::string url; ///< empty: a private cluster in paths.data
        unsigned connections = 8;
        unsigned worker_connections = 4;
        unsigned acquire_timeout_ms = 2000;
        unsigned statement_timeout_ms = 5000;
        bool allow_unsafe_settings = false;
    } database;
    struct Http
    {
        std::string address = "127.0.0.1";
        std::uint16_t port = 8080;
        unsigned threads = 2;
        std::string certificate_file;
        std::string key_file;
        std::vector<std::string> trusted_proxies;
        std::size_t body_bytes = 1 << 20;
        unsigned message_timeout_ms = 30'000;
        unsigned idle_timeout_ms = 60'000;
        unsigned drain_timeout_ms = 20'000;
        std::size_t connections = 10'000;
        std::uint16_t metrics_port = 0; ///< 0: no metrics listener
    } http;
    struct Accounts
    {
        std::string sign_up = "closed"; ///< closed, invitation, approval, open
        std::vector<std::string> reserved_names;
        bool staff_second_factor = false;
        unsigned confirm_hours = 48;
        unsigned reset_minutes = 60;
        unsigned move_days = 7;
    } accounts;
    /// Log-in of staff by the hospital's OpenID provider.
    struct SignOn
    {
        std::string issuer; ///< empty: none
        std::string client_id;
        std::string client_secret_file;
        std::string name = "your organisation";
        std::vector<std::string> scopes{"openid", "profile", "email"};
        std::string groups_claim = "groups";
        std::vector<std::string> roles;      ///< "group=moderator", "group=admin"
        std::string new_accounts = "nobody"; ///< nobody, staff, anybody
        bool intranet = false;
    } sign_on;
    struct Mail
    {
        std::string server;                ///< host:port; empty: no mail is sent
        std::string security = "starttls"; ///< starttls, tls, none
        std::string from;
        std::string user;
        std::string password_file;
        std::string ca_file;
        unsigned timeout_s = 30;
    } mail;
    struct Limits
    {
        std::size_t api_per_5min = 300;
        std::size_t media_per_30min = 30;
        std::size_t deletes_per_30min = 30;
        std::size_t apps_per_5min = 30;
        std::size_t logins_per_5min = 20;
        std::size_t sign_ups_per_30min = 10;
        std::size_t mails_per_30min = 5;
        std::size_t codes_per_5min = 10;
        std::size_t inbox_per_5min = 30'000; ///< per signing host
        std::size_t pages_per_5min = 600;
        std::size_t status_characters = 2000;
        std::size_t status_mentions = 50;
        std::size_t poll_options = 4;
        std::size_t poll_option_characters = 50;
        unsigned poll_shortest_s = 300;
        unsigned poll_longest_s = 2'629'746;
        std::size_t scheduled_statuses = 300;
        std::size_t scheduled_per_day = 25;
        std::size_t featured_tags = 10;
        std::size_t collections = 10;         ///< of recommended accounts, of one person
        std::size_t collection_accounts = 25; ///< in each
        std::size_t inbox_queue = 10'000;     ///< activities waiting to be stored; more are answered 503
    } limits;
    struct Media
    {
        std::string store = "disk"; ///< disk, s3
        std::string s3_endpoint;
        std::string s3_bucket;
        std::string s3_region = "us-east-1";
        std::string s3_credentials_file; ///< two lines: access key, secret key
        std::size_t attachments = 4;     ///< pictures in one post
        std::size_t description_characters = 1500;
        std::size_t image_bytes = 16 << 20;
        std::size_t video_bytes = 40 << 20; ///< sound too
        std::uint64_t image_pixels = 33'177'600;
        std::uint64_t video_pixels = 8'294'400;
        unsigned video_frame_rate = 120;
        unsigned video_seconds = 900;
        unsigned processes = 2; ///< files opened at once
        std::size_t waiting = 100;
        unsigned memory_mb = 2048; ///< of one process
        unsigned image_timeout_s = 30;
        unsigned video_timeout_s = 900;
        std::size_t cache_mb = 2048; ///< files of other servers
    } media;
    struct Streaming
    {
        std::size_t sockets = 8000;
        std::size_t sockets_per_account = 32;
        std::size_t subscriptions = 64; ///< of one socket
        std::size_t message_bytes = 4096;
        std::size_t queue_bytes = 256 * 1024;
        unsigned ping_s = 30;
    } streaming;
    struct Federation
    {
        std::string mode = "consortium"; ///< consortium, open, closed
        std::vector<std::string> peers;  ///< domains of the consortium
        bool authorized_fetch = true;
        bool loopback_testing = false;
        std::vector<std::string> extra_ca_files;
        unsigned deliveries_per_host = 4;
        unsigned deliveries = 64;
        unsigned retry_base_s = 15;
        unsigned retry_cap_s = 21'600;
        unsigned give_up_days = 5;
        unsigned dead_after_days = 7;
        unsigned accounts_fresh_hours = 24; ///< then who looks somebody up causes them to be read again
        unsigned roster_refresh_hours = 6;
        unsigned roster_members = 2000;
    } federation;
    struct Push
    {
        std::vector<std::string> hosts; ///< empty: any public one
        unsigned give_up_hours = 48;
    } push;
    struct Discovery
    {
        std::vector<std::string> staff_picks; ///< handles
        bool directory = true;
        bool trends = false;
        bool previews = true;
        unsigned searched_messages = 500; ///< direct ones that a search of their owner opens
    } discovery;
    struct Retention
    {
        unsigned unused_apps_days = 1;
        unsigned codes_days = 1;
        unsigned idempotency_keys_days = 1;
        unsigned unconfirmed_days = 2;
        unsigned inbox_days = 30;
        unsigned dead_jobs_days = 30;
        unsigned unposted_media_hours = 24;
        unsigned deleted_media_hours = 2;
        unsigned audit_years = 6;
        unsigned preview_cards_days = 90;
        unsigned guard_decisions_days = 365;
        unsigned fetches_days = 365;
        unsigned fetches_most = 1'000'000;
        unsigned receipts_days = 2190;
    } retention;
    struct Privacy
    {
        std::string law = "hipaa";           ///< hipaa, ftc: who must be told of a breach
        std::string officer;                 ///< how people reach the privacy officer
        std::vector<std::string> processors; ///< "name | what for | where"
    } privacy;
    struct Guard
    {
        std::string mode = "on";           ///< on, watch, off
        std::vector<std::string> patterns; ///< RE2, of the hospital's own record numbers
        std::vector<std::string> allowed;  ///< texts that are no finding
        unsigned confirm_minutes = 10;
        bool hold_arriving = true;
        std::string private_contact;            ///< where staff sends people instead of answering in public
        std::vector<std::string> regions{"US"}; ///< whose help lines are shown
        std::vector<std::string> help_lines;    ///< the hospital's own, instead of the shipped ones
        unsigned crisis_alarm_minutes = 5;
        unsigned crisis_queue_hours = 12;
        std::vector<std::string> on_call; ///< user names of moderators who are told of a crisis
        bool adverse_events = true;
        unsigned adverse_event_days = 15;
        std::vector<std::string> safety_contacts; ///< user names
    } guard;
    struct Log
    {
        std::string level = "info";
        bool json = false;
    } log;
};

} // namespace rounds::app
