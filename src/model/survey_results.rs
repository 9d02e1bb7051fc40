//! What the responses to a survey come to, question by question.

use std::collections::HashMap;

use crate::model::survey::{Form, Given, Question};
use crate::model::{Survey, SurveyResponse};

/// What the responses say of one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally<'a> {
    /// The question.
    pub question: &'a Question,
    /// How many responses answer it.
    pub answered: usize,
    /// How many responses there are.
    pub responses: usize,
    /// How often each option was chosen, or each number of the scale; in their order. Empty for texts, and for a
    /// scale of more numbers than anyone reads.
    pub counts: Vec<(Point<'a>, usize)>,
    /// The middle of a scale's answers.
    pub middle: Option<Middle>,
    /// The words that were answered, each with the response that says them.
    pub texts: Vec<(&'a SurveyResponse, &'a str)>,
    /// How many answers say what the question, as it is now, does not take.
    pub outdated: usize,
}

/// What may be counted of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Point<'a> {
    /// An option, by its id.
    Option(&'a str),
    /// A number of a scale.
    Value(i32),
}

/// The middle of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Middle {
    /// Their sum, divided by how many they are.
    pub mean: f64,
    /// The one in the middle of their order, or what lies halfway between the two that are.
    pub median: f64,
}

/// How many numbers a scale may have for each to be counted.
const WIDEST: i64 = 1000;

/// What the responses to a survey come to, in the order of its questions.
pub fn tallies<'a>(survey: &'a Survey, responses: &'a [SurveyResponse]) -> Vec<Tally<'a>> {
    survey.questions.iter().map(|question| tally(question, responses)).collect()
}

fn tally<'a>(question: &'a Question, responses: &'a [SurveyResponse]) -> Tally<'a> {
    let mut tally = Tally {
        question,
        answered: 0,
        responses: responses.len(),
        counts: Vec::new(),
        middle: None,
        texts: Vec::new(),
        outdated: 0,
    };
    let mut chosen: HashMap<Point<'a>, usize> = HashMap::new();
    let mut values = Vec::new();
    for response in responses {
        let answer = response.answers.iter().find(|answer| answer.question == question.id);
        let Some(answer) = answer else { continue };
        match (&question.form, &answer.given) {
            (Form::Text, Given::Text(text)) => tally.texts.push((response, text)),
            (Form::Choice { options, .. }, Given::Options(ids)) => {
                let known = |id: &&String| options.iter().any(|option| option.id == **id);
                let mut points: Vec<&String> = ids.iter().filter(known).collect();
                points.sort_unstable();
                points.dedup();
                if points.is_empty() {
                    tally.outdated += 1;
                    continue;
                }
                points.into_iter().for_each(|id| *chosen.entry(Point::Option(id)).or_default() += 1);
            }
            (Form::Scale { from, to, .. }, Given::Value(value)) if (from..=to).contains(&value) => {
                *chosen.entry(Point::Value(*value)).or_default() += 1;
                values.push(*value);
            }
            _ => {
                tally.outdated += 1;
                continue;
            }
        }
        tally.answered += 1;
    }
    tally.counts = points(&question.form)
        .into_iter()
        .map(|point| (point, chosen.get(&point).copied().unwrap_or_default()))
        .collect();
    tally.middle = middle(values);
    tally
}

/// What may be counted of a question of this form.
fn points(form: &Form) -> Vec<Point<'_>> {
    match form {
        Form::Text => Vec::new(),
        Form::Choice { options, .. } => options.iter().map(|option| Point::Option(&option.id)).collect(),
        Form::Scale { from, to, .. } if i64::from(*to) - i64::from(*from) < WIDEST => {
            (*from..=*to).map(Point::Value).collect()
        }
        Form::Scale { .. } => Vec::new(),
    }
}

fn middle(mut values: Vec<i32>) -> Option<Middle> {
    values.sort_unstable();
    let count = u32::try_from(values.len()).ok().filter(|count| *count > 0)?;
    let half = values.len() / 2;
    let upper = f64::from(*values.get(half)?);
    let median = if values.len() % 2 == 1 {
        upper
    } else {
        f64::midpoint(f64::from(*values.get(half.checked_sub(1)?)?), upper)
    };
    let sum: f64 = values.iter().copied().map(f64::from).sum();
    Some(Middle { mean: sum / f64::from(count), median })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::survey::{Answer, Choice};
    use crate::model::{Kind, Ref};

    fn asked(form: Form) -> Survey {
        let question = Question { id: "q".into(), text: "?".into(), required: false, form };
        Survey { questions: vec![question], ..Survey::new("Besoins") }
    }

    fn responses(given: Vec<Option<Given>>) -> Vec<SurveyResponse> {
        let response = |given: Option<Given>| SurveyResponse {
            id: None,
            survey: Ref::new(Kind::Survey, "s"),
            respondent: None,
            answered_at: None,
            answers: given.map(|given| Answer { question: "q".into(), given }).into_iter().collect(),
        };
        given.into_iter().map(response).collect()
    }

    fn chosen(ids: &[&str]) -> Option<Given> {
        Some(Given::Options(ids.iter().map(|id| (*id).to_owned()).collect()))
    }

    #[test]
    fn options_are_counted_once_for_each_response() {
        let option = |id: &str| Choice { id: id.into(), text: id.into() };
        let survey = asked(Form::Choice { options: vec![option("a"), option("b")], several: true });
        let responses = responses(vec![
            chosen(&["a", "a"]),
            chosen(&["a", "b"]),
            None,
            chosen(&["gone"]),
            Some(Given::Value(1)),
        ]);
        let [tally] = &tallies(&survey, &responses)[..] else { panic!() };
        assert_eq!((tally.answered, tally.responses, tally.outdated), (2, 5, 2));
        assert_eq!(tally.counts, [(Point::Option("a"), 2), (Point::Option("b"), 1)]);
        assert_eq!(tally.middle, None);
    }

    #[test]
    fn the_middle_of_a_scale_is_that_of_the_answers_on_it() {
        let survey = asked(Form::Scale { from: -1, to: 2, labels: Vec::new() });
        let check = |values: &[i32], mean: f64, median: f64, counts: [usize; 4]| {
            let responses = responses(values.iter().map(|value| Some(Given::Value(*value))).collect());
            let [tally] = &tallies(&survey, &responses)[..] else { panic!() };
            assert_eq!(tally.middle, Some(Middle { mean, median }), "{values:?}");
            let found: Vec<usize> = tally.counts.iter().map(|(_, count)| *count).collect();
            assert_eq!(found, counts, "{values:?}");
        };
        check(&[2], 2.0, 2.0, [0, 0, 0, 1]);
        check(&[-1, 2, 2, 7], 1.0, 2.0, [1, 0, 0, 2]);
        check(&[-1, 0, 1, 2], 0.5, 0.5, [1, 1, 1, 1]);
    }

    #[test]
    fn nobody_answered_is_no_middle_and_no_number() {
        let survey = asked(Form::Scale { from: i32::MIN, to: i32::MAX, labels: Vec::new() });
        let responses = responses(vec![None]);
        let [tally] = &tallies(&survey, &responses)[..] else { panic!() };
        assert_eq!((tally.answered, tally.middle, tally.counts.len()), (0, None, 0));
    }
}
