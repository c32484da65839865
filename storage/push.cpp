#include "storage/push.hpp"

#include "storage/columns.hpp"
#include "storage/seal_contexts.hpp"
#include "storage/tokens.hpp"

namespace rounds::storage::push {
namespace {

// A new id: what was on its way to the old place is not sent to the new one.
const Statement save_sql{"push_subscriptions.save", R"(
    INSERT INTO push_subscriptions (token_id, account_id, endpoint, public_key, auth_secret, standard, alerts, policy,
        access_token_sealed)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (token_id) DO UPDATE SET id = next_id(), endpoint = $3, public_key = $4, auth_secret = $5,
        standard = $6, alerts = $7, policy = $8, access_token_sealed = $9, updated_at = now()
    RETURNING id)"};

const std::string columns =
    "p.id, p.token_id, p.account_id, p.endpoint, p.public_key, p.auth_secret, p.standard, p.alerts, p.policy,"
    " p.access_token_sealed";

const std::string find_text = "SELECT " + columns + " FROM push_subscriptions p WHERE p.token_id = $1";
const Statement find_sql{"push_subscriptions.find", find_text.c_str()};

const Statement change_sql{"push_subscriptions.change", R"(
    UPDATE push_subscriptions SET alerts = $2, policy = $3, updated_at = now() WHERE token_id = $1)"};

const Statement remove_sql{"push_subscriptions.remove", "DELETE FROM push_subscriptions WHERE token_id = $1"};
const Statement remove_id_sql{"push_subscriptions.remove_id", "DELETE FROM push_subscriptions WHERE id = $1"};

const std::string message_text = "SELECT " + columns + R"(, n.id, n.kind, u.locale, n.created_at
    FROM push_subscriptions p
    JOIN notifications n ON n.id = $2 AND n.account_id = p.account_id AND NOT n.filtered
    JOIN oauth_tokens t ON t.id = p.token_id AND t.revoked_at IS NULL AND coalesce(t.last_used_at, t.created_at) > $3
    JOIN users u ON u.account_id = p.account_id AND u.disabled_at IS NULL
    JOIN accounts a ON a.id = p.account_id AND a.suspended_at IS NULL AND a.deleted_at IS NULL
    WHERE p.id = $1)";
const Statement message_sql{"push_subscriptions.message", message_text.c_str()};

Subscription read_subscription(ColumnReader& in)
{
    Subscription subscription;
    subscription.id = in.next<PushId>();
    subscription.token = in.next<TokenId>();
    subscription.account = in.next<AccountId>();
    subscription.endpoint = in.next<std::string>();
    subscription.public_key = in.next<Bytes>().data;
    subscription.auth_secret = in.next<Bytes>().data;
    subscription.standard = in.next<bool>();
    subscription.alerts = in.next<std::vector<std::string>>();
    subscription.policy = in.next<std::string>();
    subscription.access_token_sealed = in.next<Bytes>().data;
    return subscription;
}

} // namespace

std::string access_token_context(TokenId token)
{
    return seal_contexts::push_token(token);
}

PushId save(Transaction& tx, const Subscription& subscription)
{
    return tx
        .exec(
            save_sql,
            subscription.token,
            subscription.account,
            subscription.endpoint,
            Bytes{subscription.public_key},
            Bytes{subscription.auth_secret},
            subscription.standard,
            subscription.alerts,
            subscription.policy,
            Bytes{subscription.access_token_sealed}
        )
        .front()
        .at(0)
        .as<PushId>();
}

result<Subscription> find(Transaction& tx, TokenId token)
{
    const auto rows = tx.exec(find_sql, token);
    if (rows.empty()) return errc::not_found;
    ColumnReader in(rows.front());
    return read_subscription(in);
}

result<void> change(Transaction& tx, TokenId token, const std::vector<std::string>& alerts, std::string_view policy)
{
    if (tx.exec(change_sql, token, alerts, policy).affected() == 0) return errc::not_found;
    return {};
}

void remove(Transaction& tx, TokenId token)
{
    tx.exec(remove_sql, token);
}

void remove(Transaction& tx, PushId id)
{
    tx.exec(remove_id_sql, id);
}

result<Message> find_message(Transaction& tx, PushId id, NotificationId notification, Time now)
{
    const auto rows = tx.exec(message_sql, id, notification, Time{now - tokens::longest_idle});
    if (rows.empty()) return errc::not_found;
    ColumnReader in(rows.front());
    Message message;
    message.subscription = read_subscription(in);
    message.notification = in.next<NotificationId>();
    message.kind = in.next<std::string>();
    message.locale = in.next<std::string>();
    message.created_at = in.next<Time>();
    return message;
}

} // namespace rounds::storage::push
