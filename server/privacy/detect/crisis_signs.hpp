#pragma once

#include <re2/re2.h>

/// Signs of danger in a text in lower case. One alone is rarely enough; crisis.cpp says which go together.
namespace rounds::privacy::signs {

const RE2& strong_death(); ///< killing oneself, in words that mean nothing else
const RE2& weak_death();   ///< being dead, which people also say when they do not mean to die soon
const RE2& intent();       ///< going to, decided, cannot be stopped
const RE2& soon();         ///< tonight, an hour ago
const RE2& hard_means();   ///< means with few other uses: gun, noose, on the bridge
const RE2& soft_means();   ///< means with many: pills that were saved, the belt right here
const RE2& means_ready();  ///< loaded, tied, in the hand
const RE2& act();          ///< it has been done
const RE2& daily();        ///< the tablets of every day
const RE2& act_counted();  ///< many tablets were taken, which patients do
const RE2& act_drug();     ///< many of a drug that kills
const RE2& goodbye();
const RE2& final_words(); ///< a goodbye that nobody says who goes on holiday
const RE2& doom();        ///< nothing comes after tonight
const RE2& hints();       ///< a decision, of whatever
const RE2& despair();
const RE2& plan();
const RE2& unsafe();     ///< "I can't keep myself safe"
const RE2& thoughts();   ///< of death, without more, in the first person
const RE2& kin();        ///< somebody close to the writer
const RE2& member();     ///< somebody in the network
const RE2& kin_danger(); ///< what such a person does now
const RE2& first_person();
const RE2& serious(); ///< "not joking"

// What makes strong words an idiom, a lesson, a tale, or the end of a long life.
const RE2& laughter();
const RE2& idiom();     ///< trifles that people say they die of
const RE2& once_more(); ///< "if this printer jams again"
const RE2& teaching();
const RE2& recovered();
const RE2& past_only();
const RE2& glad();          ///< to have lived, or helping others
const RE2& denied_before(); ///< words before a sign that deny it
const RE2& end_of_life();
const RE2& harmless_farewell();
const RE2& harmless(); ///< around a sign, whatever else is said

} // namespace rounds::privacy::signs
