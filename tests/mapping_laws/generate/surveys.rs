//! Surveys and what is answered.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use relais::model::survey::{Answer, Choice, Form, Given, Label, Question, Status};
use relais::model::*;

use super::*;

fn form() -> impl Strategy<Value = Form> {
    let option = (code(), localized()).prop_map(|(id, text)| Choice { id, text });
    let label = (any::<i32>(), localized()).prop_map(|(value, text)| Label { value, text });
    prop_oneof![
        Just(Form::Text),
        (vec(option, 0..4), any::<bool>()).prop_map(|(options, several)| Form::Choice { options, several }),
        (any::<i32>(), any::<i32>(), vec(label, 0..3)).prop_map(|(from, to, labels)| Form::Scale {
            from,
            to,
            labels
        }),
    ]
}

/// Questions whose ids differ, as R4 asks of a Questionnaire's items.
fn questions() -> impl Strategy<Value = Vec<Question>> {
    vec((code(), localized(), any::<bool>(), form()), 0..4).prop_map(|drawn| {
        let question = |(place, (id, text, required, form))| Question {
            id: format!("{id}{place}"),
            text,
            required,
            form,
        };
        drawn.into_iter().enumerate().map(question).collect()
    })
}

prop_compose! {
    pub(crate) fn survey()(
        id in of(id()),
        title in localized(),
        description in of(localized()),
        status in select(Status::ALL),
        meeting in of(target(ANY)),
        announced_by in of(target(ANY)),
        from in of(when()),
        to in of(when()),
        questions in questions(),
    ) -> Survey {
        Survey { id, title, description, status, meeting, announced_by, from, to, questions }
    }
}

fn given() -> impl Strategy<Value = Given> {
    prop_oneof![
        text().prop_map(Given::Text),
        vec(code(), 1..4).prop_map(Given::Options),
        any::<i32>().prop_map(Given::Value),
    ]
}

prop_compose! {
    pub(crate) fn survey_response()(
        id in of(id()),
        survey in id(),
        respondent in of(link(PARTIES)),
        answered_at in of(when()),
        answers in vec((code(), given()).prop_map(|(question, given)| Answer { question, given }), 0..4),
    ) -> SurveyResponse {
        SurveyResponse { id, survey: Ref::new(Kind::Survey, survey), respondent, answered_at, answers }
    }
}
