//! One story that every store must tell alike: versions, conditions, order, history and searches. It is
//! written over the trait; a database joins by one line at the end of this file.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod changes;
mod filling;
mod guards;
mod history;
mod indexes;
mod making;
mod model;
mod paging;
mod searches;

use std::sync::Arc;

use relais::store::sqlite::SqliteStore;
use relais::store::{SharedStore, Tuning};

/// An empty store, and what must live as long as it.
struct Fresh {
    store: SharedStore,
    /// The same database, searched with every criterion taken for unselective.
    unselective: SharedStore,
    _folder: tempfile::TempDir,
}

fn sqlite() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("relais.db");
    Fresh {
        store: Arc::new(SqliteStore::open(&path).unwrap()),
        unselective: Arc::new(SqliteStore::open_tuned(&path, Tuning { selective: 0 }).unwrap()),
        _folder: folder,
    }
}

/// Runs each chapter of the story against a database. Searches are asked of both views of it: the one in
/// which a selective criterion drives, and the one in which the order does.
macro_rules! tell {
    ($database:ident: $($chapter:ident :: $scene:ident,)*) => {
        mod $database {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $scene() {
                    let fresh = super::$database();
                    crate::$chapter::$scene(&fresh.store, &fresh.unselective).await;
                }
            )*

            #[test]
            fn any_search_answers_what_a_plain_evaluation_answers() {
                crate::model::check(super::$database);
            }
        }
    };
}

tell! { sqlite:
    changes::a_resource_lives_dies_and_lives_again,
    changes::an_expectation_that_fails_leaves_nothing_behind,
    changes::the_same_resource_twice_in_a_commit_is_refused,
    changes::a_commit_that_cannot_be_written_fails_alone,
    changes::concurrent_commits_stand_in_one_order,
    changes::several_are_read_in_the_order_asked,
    guards::a_guard_that_no_longer_holds_stops_the_commit,
    guards::several_searches_find_together_what_each_finds_alone,
    guards::of_many_who_create_under_one_condition_one_does,
    history::history_is_newest_first_in_each_scope,
    history::history_tells_what_was_present_during_a_period,
    history::history_comes_in_pages_without_gap_or_repeat,
    indexes::a_definition_begins_a_generation,
    indexes::rows_of_an_earlier_generation_are_not_written,
    indexes::rows_are_replaced_where_the_version_is_still_the_latest,
    indexes::what_leaves_takes_its_own_rows_along,
    paging::pages_stay_whole_while_others_write,
    paging::a_sorted_walk_stays_whole_while_others_write,
    searches::every_kind_of_test_finds_what_it_should,
    searches::every_kind_of_value_sorts_both_ways,
    searches::several_keys_break_ties_in_turn,
    searches::what_is_deleted_or_changed_is_no_longer_found,
    searches::a_choice_within_a_choice_counts_each_match_once,
    searches::a_long_choice_is_answered,
    searches::a_chain_leads_to_whatever_has_another_name,
}
