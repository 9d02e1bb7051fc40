//! Meetings and what comes of them.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use relais::model::action_item::{self, Review};
use relais::model::meeting::{self, Attendance, Field, Participant, Reply, Room};
use relais::model::minutes::{Approval, State, Step, Subject};
use relais::model::series::Recurrence;
use relais::model::*;

use super::*;

prop_compose! {
    pub(crate) fn series()(
        id in of(id()),
        name in of(text()),
        active in any::<bool>(),
        organisers in vec(link(ACTORS), 0..3),
        label in of(text()),
        rule in of(text()),
        zone in of(text()),
        first_start in of(when()),
        comment in of(text()),
    ) -> Series {
        let recurrence = Recurrence { label, rule, zone, first_start };
        Series { id, name, active, organisers, recurrence, comment }
    }
}

prop_compose! {
    fn participant()(
        actor in link(ACTORS),
        roles in vec(select(meeting::Role::ALL), 0..3),
        reply in select(Reply::ALL),
        attendance in of(select(Attendance::ALL)),
    ) -> Participant {
        Participant { actor, roles, reply, attendance }
    }
}

prop_compose! {
    fn meeting_head()(
        id in of(id()),
        title in text(),
        theme in of(text()),
        type_as_written in of(text()),
        status in select(meeting::Status::ALL),
        start in of(when()),
        end in of(when()),
        zone_label in of(text()),
        zone in of(text()),
    ) -> Meeting {
        let head = Meeting::new(title, status);
        Meeting { id, theme, type_as_written, start, end, zone_label, zone, ..head }
    }
}

prop_compose! {
    pub(crate) fn meeting()(
        head in meeting_head(),
        room in of((of(code()), url()).prop_map(|(channel, url)| Room { channel, url })),
        location_as_written in of(text()),
        participants in vec(participant(), 0..4),
        series in of(target(ANY)),
        previous in of(target(ANY)),
        distribution_list in of(target(ANY)),
        blank_fields in vec(select(Field::ALL), 0..4),
        span in of(span()),
    ) -> Meeting {
        Meeting {
            room,
            location_as_written,
            participants,
            series,
            previous,
            distribution_list,
            blank_fields,
            span,
            ..head
        }
    }
}

fn agenda_item() -> impl Strategy<Value = AgendaItem> {
    let item = |items: BoxedStrategy<Vec<AgendaItem>>| {
        (text(), of(any::<u32>()), items, vec(target(ANY), 0..3)).prop_map(
            |(title, minutes_allotted, items, entries)| AgendaItem {
                title,
                minutes_allotted,
                items,
                entries,
            },
        )
    };
    item(Just(Vec::new()).boxed()).prop_recursive(3, 8, 3, move |inner| item(vec(inner, 0..3).boxed()))
}

prop_compose! {
    fn subject()(number in of(text()), title in text(), entries in vec(target(ANY), 0..3)) -> Subject {
        Subject { number, title, entries }
    }
}

prop_compose! {
    fn step()(
        state in select(State::ALL),
        at in of(when()),
        by in of(link(PARTIES)),
        reason in of(text()),
    ) -> Step {
        Step { state, at, by, reason }
    }
}

prop_compose! {
    pub(crate) fn minutes()(
        id in of(id()),
        state in select(State::ALL),
        meeting in of(target(ANY)),
        title in text(),
        date in when(),
        authors in vec(link(PARTIES), 0..3),
        agenda in vec(agenda_item(), 0..3),
        subjects in vec(subject(), 0..3),
        approvals in vec((of(link(PARTIES)), of(when())).prop_map(|(by, at)| Approval { by, at }), 0..3),
        steps in vec(step(), 0..3),
    ) -> Minutes {
        Minutes { id, state, meeting, title, date, authors, agenda, subjects, approvals, steps }
    }
}

prop_compose! {
    pub(crate) fn discussion_point()(
        id in of(id()),
        kind in select(discussion::Kind::ALL),
        text_said in text(),
        topic in of(text()),
        meeting in of(target(ANY)),
        said_at in of(when()),
        sender in of(link(PARTIES)),
        about in vec(target(ANY), 0..4),
        in_response_to in of(target(&[Kind::DiscussionPoint])),
        supersedes in vec(target(&[Kind::DiscussionPoint]), 0..3),
        span in of(span()),
    ) -> DiscussionPoint {
        let text = text_said;
        let head = DiscussionPoint { id, topic, meeting, said_at, ..DiscussionPoint::new(kind, text) };
        DiscussionPoint { sender, about, in_response_to, supersedes, span, ..head }
    }
}

prop_compose! {
    fn due()(
        kind in select(due::Kind::ALL),
        text in of(text()),
        on in of(date()),
        days in of(0..=LARGEST),
        meeting in of(target(ANY)),
    ) -> Due {
        Due { kind, text, on, days, meeting }
    }
}

prop_compose! {
    fn review()(
        text in text(),
        at in of(when()),
        author in of(link(REVIEWERS)),
        meeting in of(target(ANY)),
        status_after in of(select(action_item::Status::ALL)),
        due_after in of(due()),
    ) -> Review {
        Review { text, at, author, meeting, status_after, due_after }
    }
}

prop_compose! {
    fn action_item_head()(
        id in of(id()),
        description in text(),
        status in select(action_item::Status::ALL),
        priority in of(select(action_item::Priority::ALL)),
        owner in of(link(PARTIES)),
        requester in of(link(PARTIES)),
        due in due(),
    ) -> ActionItem {
        ActionItem { id, status, priority, owner, requester, due, ..ActionItem::new(description) }
    }
}

prop_compose! {
    pub(crate) fn action_item()(
        head in action_item_head(),
        meeting in of(target(ANY)),
        reason in of(target(ANY)),
        concerns in vec(target(ANY), 0..3),
        reviews in vec(review(), 0..3),
        opened in of(when()),
        changed in of(when()),
        closed in of(when()),
        span in of(span()),
    ) -> ActionItem {
        ActionItem { meeting, reason, concerns, reviews, opened, changed, closed, span, ..head }
    }
}

prop_compose! {
    pub(crate) fn source_document()(
        id in of(id()),
        title in of(text()),
        content_type in of(code()),
        size in of(0..=LARGEST),
        sha1 in of(any::<[u8; 20]>()),
        file in of(target(ANY)),
        meetings in vec(target(ANY), 0..3),
        received_at in of(moment()),
    ) -> SourceDocument {
        SourceDocument { id, title, content_type, size, sha1, file, meetings, received_at }
    }
}
