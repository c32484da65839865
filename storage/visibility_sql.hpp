#pragma once

#include "storage/sql_text.hpp"

namespace rounds::storage {

/// The condition under which somebody may see a row of statuses: the SQL twin of social::may_see (server/social/
/// visibility.hpp says what it means and a test holds the two together). `status` is an alias of statuses; `viewer` an
/// expression of type bigint, a null of it for somebody without an account: visible_sql("s", "$2::bigint").
/// For a boost it speaks of the boost's own row: see visible_with_boosted_sql. Author and boosted post are asked for by
/// scalar subqueries: of an EXISTS the planner makes a hash of all accounts where it expects few posts.
template <std::size_t S, std::size_t V>
consteval auto visible_sql(const char (&status_alias)[S], const char (&viewer_expression)[V])
{
    constexpr SqlText open{"("};
    const SqlText<S> s(status_alias);
    const SqlText<V> v(viewer_expression);
    // A post that the privacy guard holds back is off public pages until somebody looked.
    return open + s + ".deleted_at IS NULL AND (" + v +
           " IS NOT NULL OR NOT EXISTS (SELECT 1 FROM guard_holds held WHERE held.status_id = " + s +
           ".id AND held.state <> 'released'))"
           " AND (SELECT author.suspended_at IS NULL AND author.deleted_at IS NULL FROM accounts author WHERE "
           "author.id = " +
           s + ".account_id) AND (" + s + ".account_id = " + v +
           " OR (NOT EXISTS (SELECT 1 FROM blocks blocked WHERE blocked.account_id = " + s +
           ".account_id AND blocked.target_account_id = " + v + ") AND (" + s +
           ".visibility < 2 OR EXISTS (SELECT 1 FROM mentions addressed WHERE addressed.status_id = " + s +
           ".id AND addressed.account_id = " + v + ") OR (" + s +
           ".visibility = 2 AND EXISTS (SELECT 1 FROM follows followed WHERE followed.account_id = " + v +
           " AND followed.target_account_id = " + s + ".account_id AND followed.accepted_at IS NOT NULL))))))";
}

/// The same, and of a boost the boosted post must be visible too.
template <std::size_t S, std::size_t V>
consteval auto visible_with_boosted_sql(const char (&status_alias)[S], const char (&viewer_expression)[V])
{
    const SqlText<S> s(status_alias);
    return visible_sql(status_alias, viewer_expression) + " AND (" + s + ".reblog_of_id IS NULL OR (SELECT " +
           visible_sql("boosted", viewer_expression) + " FROM statuses boosted WHERE boosted.id = " + s +
           ".reblog_of_id))";
}

} // namespace rounds::storage
