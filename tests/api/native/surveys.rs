//! Surveys, responses and results, here and as Questionnaires on the other face.

use base64::Engine as _;
use relais::config::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{ids, make, refusal, text};
use crate::server::{Answer, Server};

const LIST: &str = "/api/v1/surveys";

fn definition() -> Value {
    json!({
        "title": "Besoins",
        "title_translations": [{"language": "en", "text": "Needs"}],
        "status": "active",
        "questions": [
            {"id": "needs", "text": "Que manque-t-il ?", "kind": "choice", "several": true, "required": true,
             "options": [{"id": "guides", "text": "Guides"}, {"id": "courses", "text": "Formations, en ligne"}]},
            {"id": "when", "text": "Quel jour ?", "kind": "choice", "options": [{"text": "Lundi"}, {"text": "Mardi"}]},
            {"id": "use", "text": "Utile ?", "text_translations": [{"language": "en", "text": "Useful?"}],
             "kind": "scale", "scale": {"from": 1, "to": 3, "labels": [{"value": 3, "text": "très"}]}},
            {"text": "Autre chose ?", "kind": "text"},
        ],
    })
}

fn answers(answers: &Value) -> Value {
    json!({ "answers": answers })
}

async fn respond(server: &Server, survey: &str, given: &Value) -> Answer {
    server.post(&format!("{LIST}/{survey}/responses"), &answers(given)).await
}

#[tokio::test]
async fn a_survey_is_a_questionnaire_and_its_response_names_it() {
    let server = Server::start().await;
    let meeting = make(&server, "/api/v1/meetings", &json!({"title": "Réunion"})).await;
    let point = json!({"text": "Un sondage suit", "meeting_id": meeting});
    let point = make(&server, "/api/v1/discussion-points", &point).await;
    let mut body = definition();
    body["meeting_id"] = json!(meeting);
    body["announced_by_id"] = json!(point);
    let survey = make(&server, LIST, &body).await;
    let address = format!("https://w3id.org/relais/fhir/Questionnaire/{survey}");

    let questionnaire = server.get(&format!("/fhir/Questionnaire/{survey}")).await.expect(200).json();
    assert_eq!((&questionnaire["url"], &questionnaire["status"]), (&json!(address), &json!("active")));
    assert_eq!(questionnaire["_title"]["extension"][0]["extension"][1]["valueString"], "Needs");
    let read = server.get(&format!("{LIST}/{survey}")).await.expect(200).json();
    assert_eq!(read["questions"][1]["options"][1]["id"], "2");
    assert_eq!(read["questions"][3]["id"], "4");
    for filter in [format!("meeting={meeting}"), format!("announced_by={point}"), "status=active".to_owned()]
    {
        assert_eq!(ids(&server, &format!("{LIST}?{filter}")).await, [survey.as_str()], "{filter}");
    }
    assert!(ids(&server, &format!("{LIST}?status=closed")).await.is_empty());

    let response = respond(&server, &survey, &json!([{"question_id": "needs", "options": ["guides"]}])).await;
    let response = text(&response.expect(201).json(), "id");
    let resource = server.get(&format!("/fhir/QuestionnaireResponse/{response}")).await.expect(200).json();
    assert_eq!(resource["questionnaire"], json!(address));
    assert_eq!(ids(&server, &format!("{LIST}/{survey}/responses?limit=1")).await, [response.as_str()]);
    let found = "/fhir/QuestionnaireResponse?questionnaire.title=besoins&_summary=count";
    assert_eq!(server.get(found).await.expect(200).json()["total"], 1);
}

#[tokio::test]
async fn an_answer_that_the_question_does_not_take_is_refused_where_it_stands() {
    let server = Server::start().await;
    let survey = make(&server, LIST, &definition()).await;
    let needs = json!({"question_id": "needs", "options": ["guides"]});
    let check = async |more: Value, code: &str, place: &str| {
        let refused = respond(&server, &survey, &json!([needs, more])).await.expect(422).json();
        assert_eq!(refusal(&refused), (code.to_owned(), place.to_owned()), "{more}");
    };
    check(json!({"question_id": "size", "text": "x"}), "unknown-question", "/answers/1/question_id").await;
    check(
        json!({"question_id": "needs", "options": ["guides"]}),
        "duplicate-answer",
        "/answers/1/question_id",
    )
    .await;
    check(json!({"question_id": "when", "options": ["9"]}), "unknown-option", "/answers/1/options/0").await;
    check(json!({"question_id": "when", "options": ["1", "2"]}), "wrong-answer", "/answers/1").await;
    check(json!({"question_id": "use", "value": 4}), "outside-scale", "/answers/1/value").await;
    check(json!({"question_id": "use", "text": "oui"}), "wrong-answer", "/answers/1").await;
    check(json!({"question_id": "4", "value": 2}), "wrong-answer", "/answers/1").await;
    let missing = respond(&server, &survey, &json!([])).await.expect(422).json();
    assert_eq!(refusal(&missing), ("missing-answer".to_owned(), "/answers".to_owned()));
    let both = json!([{"question_id": "needs", "options": ["guides"], "value": 1}]);
    let both = respond(&server, &survey, &both).await.expect(400).json();
    assert_eq!(refusal(&both), ("wrong-answer".to_owned(), "/answers/0".to_owned()));
    let lost = json!({"survey_id": "nowhere", "answers": []});
    let lost = server.post("/api/v1/survey-responses", &lost).await.expect(422).json();
    assert_eq!(refusal(&lost), ("unknown-survey".to_owned(), "/survey_id".to_owned()));

    // The other face keeps the same rules.
    let response = |value: Value, status: &str| {
        json!({
            "resourceType": "QuestionnaireResponse",
            "questionnaire": format!("https://w3id.org/relais/fhir/Questionnaire/{survey}"),
            "status": status,
            "item": [{"linkId": "use", "answer": [value]}],
        })
    };
    let outside = response(json!({"valueInteger": 0}), "in-progress");
    let outside = server.post("/fhir/QuestionnaireResponse", &outside).await.expect(422).json();
    let place = "QuestionnaireResponse.item[0].answer[0].value.ofType(integer)";
    assert_eq!(outside["issue"][0]["expression"], json!([place]));
    let unfinished = response(json!({"valueInteger": 1}), "in-progress");
    server.post("/fhir/QuestionnaireResponse", &unfinished).await.expect(201);
    let finished = response(json!({"valueInteger": 1}), "completed");
    server.post("/fhir/QuestionnaireResponse", &finished).await.expect(422);
    assert!(ids(&server, &format!("{LIST}/{survey}/responses")).await.is_empty());
}

#[tokio::test]
async fn a_survey_is_answered_only_while_it_is_active() {
    let server = Server::start().await;
    let given = json!([{"question_id": "needs", "options": ["guides"]}]);
    let check = async |change: Value, status: u16| {
        let mut body = definition();
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        let survey = make(&server, LIST, &body).await;
        let answer = respond(&server, &survey, &given).await.expect(status).json();
        if status == 422 {
            assert_eq!(refusal(&answer), ("survey-not-open".to_owned(), "/survey_id".to_owned()), "{change}");
        }
        (survey, text(&answer, "id"))
    };
    check(json!({"status": "draft"}), 422).await;
    check(json!({"status": "closed"}), 422).await;
    check(json!({"from": "2999-01-01"}), 422).await;
    check(json!({"to": "2020-01-01"}), 422).await;
    let (survey, response) = check(json!({"from": "2020-01-01", "to": "2999-01-01"}), 201).await;
    let close = Some(json!({"status": "closed"}).to_string());
    let path = format!("{LIST}/{survey}");
    server.send(Method::PATCH, &path, &[("if-match", "\"1\"")], close).await.expect(200);
    let change = Some(answers(&json!([{"question_id": "needs", "options": ["courses"]}])).to_string());
    let path = format!("/api/v1/survey-responses/{response}");
    let refused =
        server.send(Method::PATCH, &path, &[("if-match", "\"1\"")], change).await.expect(422).json();
    assert_eq!(refusal(&refused).0, "survey-not-open");
}

#[tokio::test]
async fn a_response_is_judged_by_the_survey_that_its_own_transaction_leaves() {
    let server = Server::start().await;
    let survey = make(&server, LIST, &definition()).await;
    let response = json!({
        "resourceType": "QuestionnaireResponse",
        "questionnaire": format!("https://w3id.org/relais/fhir/Questionnaire/{survey}"),
        "status": "completed",
        "item": [{"linkId": "needs", "answer": [{"valueCoding": {"code": "guides"}}]}],
    });
    let transact = async |beside: Value, status: u16| {
        let respond =
            json!({"resource": response, "request": {"method": "POST", "url": "QuestionnaireResponse"}});
        let bundle = json!({"resourceType": "Bundle", "type": "transaction", "entry": [respond, beside]});
        let answer = server.post("/fhir", &bundle).await.expect(status).json();
        answer["issue"][0]["details"]["coding"][0]["code"].as_str().unwrap_or_default().to_owned()
    };
    let url = format!("Questionnaire/{survey}");
    let patch = |status: &str| {
        let patch = json!([{"op": "replace", "path": "/status", "value": status}]).to_string();
        let patch = base64::engine::general_purpose::STANDARD.encode(patch);
        let resource =
            json!({"resourceType": "Binary", "contentType": "application/json-patch+json", "data": patch});
        json!({"resource": resource, "request": {"method": "PATCH", "url": url}})
    };
    assert_eq!(transact(patch("retired"), 422).await, "survey-not-open");
    let delete = json!({"request": {"method": "DELETE", "url": url}});
    assert_eq!(transact(delete, 422).await, "unknown-survey");
    assert_eq!(transact(patch("active"), 200).await, "");
    transact(json!({"request": {"method": "GET", "url": url}}), 200).await;
}

#[tokio::test]
async fn a_survey_that_cannot_be_asked_is_refused_where_it_is_wrong() {
    let server = Server::start().await;
    let check = async |question: Value, status: u16, code: &str, place: &str| {
        let body = json!({"title": "x", "questions": [{"text": "a", "kind": "text"}, question]});
        let refused = server.post(LIST, &body).await.expect(status).json();
        assert_eq!(refusal(&refused), (code.to_owned(), place.to_owned()), "{question}");
    };
    let scale = |from: i32, to: i32| json!({"text": "?", "kind": "scale", "scale": {"from": from, "to": to}});
    check(scale(3, 3), 422, "empty-scale", "/questions/1").await;
    check(json!({"text": "?", "kind": "choice"}), 422, "no-options", "/questions/1/options").await;
    let twice = json!([{"id": "a", "text": "A"}, {"id": "a", "text": "B"}]);
    check(
        json!({"text": "?", "kind": "choice", "options": twice}),
        422,
        "duplicate-option",
        "/questions/1/options/1",
    )
    .await;
    check(json!({"text": "?", "kind": "scale"}), 400, "missing-field", "/questions/1/scale").await;
    check(json!({"text": "?", "kind": "text", "several": true}), 400, "stray-field", "/questions/1/several")
        .await;
    let code =
        json!([{"system": "https://w3id.org/relais/fhir/CodeSystem/questionnaire-type", "code": "survey"}]);
    let item = json!([{"linkId": "1", "text": "?", "type": "boolean"}]);
    let body = json!({"resourceType": "Questionnaire", "status": "draft", "code": code, "item": item});
    let refused = server.post("/fhir/Questionnaire", &body).await.expect(422).json();
    assert_eq!(refused["issue"][0]["expression"], json!(["Questionnaire.item[0]"]));
    let other = json!({"resourceType": "Questionnaire", "status": "draft", "item": item});
    server.post("/fhir/Questionnaire", &other).await.expect(201);
    assert!(ids(&server, LIST).await.is_empty());
}

#[tokio::test]
async fn results_tell_each_question_with_what_it_is_out_of() {
    let server = Server::start().await;
    let survey = make(&server, LIST, &definition()).await;
    for given in [
        json!([{"question_id": "needs", "options": ["guides", "courses"]}, {"question_id": "use", "value": 3}]),
        json!([{"question_id": "needs", "options": ["guides"]}, {"question_id": "use", "value": 2}]),
        json!([{"question_id": "needs", "options": ["courses"]}, {"question_id": "4", "text": "Un annuaire"}]),
    ] {
        respond(&server, &survey, &given).await.expect(201);
    }
    let path = format!("{LIST}/{survey}/results");
    let results = server.get(&format!("{path}?language=en")).await.expect(200).json();
    assert_eq!((&results["title"], &results["responses"]), (&json!("Needs"), &json!(3)));
    let needs = &results["questions"][0];
    assert_eq!(needs["answered"], json!({"count": 3, "of": 3, "percent": 100.0}));
    assert_eq!(needs["options"][0]["chosen"], json!({"count": 2, "of": 3, "percent": 66.7}));
    assert_eq!(
        results["questions"][1]["options"][0]["chosen"],
        json!({"count": 0, "of": 0, "percent": null})
    );
    let scale = &results["questions"][2];
    assert_eq!(
        (&scale["text"], &scale["mean"], &scale["median"]),
        (&json!("Useful?"), &json!(2.5), &json!(2.5))
    );
    let distribution: Vec<&Value> =
        scale["options"].as_array().unwrap().iter().map(|one| &one["chosen"]["count"]).collect();
    assert_eq!(distribution, [0, 1, 1]);
    assert_eq!(results["questions"][3]["texts"][0]["text"], "Un annuaire");
    let counted = server.get(&format!("{path}?texts=0")).await.expect(200).json();
    assert_eq!(
        (&counted["questions"][3]["texts"], &counted["questions"][3]["answered"]["count"]),
        (&json!([]), &json!(1))
    );

    let table = server.send(Method::GET, &path, &[("accept", "text/csv")], None).await.expect(200);
    let lines: Vec<String> = table.text.lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 9, "{lines:?}");
    assert_eq!(lines[2], "needs,Que manque-t-il ?,choice,3,3,courses,\"Formations, en ligne\",2,3,66.7,,");
    assert_eq!(lines[7], "use,Utile ?,scale,2,3,3,très,1,2,50,2.5,2.5");
    assert_eq!(lines[8], "4,Autre chose ?,text,1,3,,,,,,,");
    let picky = server.send(Method::GET, &path, &[("accept", "image/png")], None).await.expect(406).json();
    assert_eq!(refusal(&picky), ("not-acceptable".to_owned(), "Accept".to_owned()));
    assert_eq!(
        refusal(&server.get(&format!("{path}?colour=red")).await.expect(400).json()).0,
        "unknown-parameter"
    );
}

#[tokio::test]
async fn who_answered_is_told_only_to_those_who_may_know() {
    let (all, blind) = ("a secret that shows everything", "a secret that hides people");
    let scopes = vec![Scope::Read, Scope::Write, Scope::Personal];
    let server = Server::start_with(vec![(all, scopes), (blind, vec![Scope::Read, Scope::Write])]).await;
    let send = async |secret: &str, method: Method, path: &str, body: Option<Value>| {
        let bearer = format!("Bearer {secret}");
        let headers = [("authorization", bearer.as_str()), ("if-match", "\"1\"")];
        let headers = if method == Method::PATCH { &headers[..] } else { &headers[..1] };
        server.send(method, path, headers, body.map(|body| body.to_string())).await
    };
    let get = async |secret: &str, path: &str| send(secret, Method::GET, path, None).await;
    let person = json!({"name": "Fatou Camara"});
    let person = send(all, Method::POST, "/api/v1/people", Some(person)).await.expect(201).json();
    let person = text(&person, "id");
    let survey = text(&send(all, Method::POST, LIST, Some(definition())).await.expect(201).json(), "id");
    let body = json!({
        "respondent": {"kind": "person", "id": person},
        "answers": [{"question_id": "needs", "options": ["guides"]}, {"question_id": "4", "text": "Un annuaire"}],
    });
    let path = format!("{LIST}/{survey}/responses");
    let response = text(&send(all, Method::POST, &path, Some(body)).await.expect(201).json(), "id");

    let native = format!("/api/v1/survey-responses/{response}");
    let results = format!("{LIST}/{survey}/results");
    let said = "/questions/3/texts/0/respondent/id";
    assert_eq!(get(all, &native).await.expect(200).json()["respondent"]["id"], json!(person));
    assert_eq!(get(all, &results).await.expect(200).json().pointer(said), Some(&json!(person)));
    for path in [&native, &path, &results, &format!("{native}/history")] {
        let shown = get(blind, path).await.expect(200).text;
        assert!(shown.contains("Un annuaire") && !shown.contains(&person), "{path}: {shown}");
    }
    let patch = Some(json!({"answered_at": "2026-01-01"}));
    send(blind, Method::PATCH, &native, patch).await.expect(403);

    // Neither does the other face tell it, nor by what is asked.
    let fhir = format!("/fhir/QuestionnaireResponse/{response}");
    assert!(get(all, &fhir).await.expect(200).text.contains(&person));
    assert!(!get(blind, &fhir).await.expect(200).text.contains(&person));
    for search in [
        format!("QuestionnaireResponse?author=Practitioner/{person}"),
        format!("Practitioner?_has:QuestionnaireResponse:author:_id={response}"),
        "QuestionnaireResponse?_include=QuestionnaireResponse:author".to_owned(),
        format!("Practitioner/{person}/QuestionnaireResponse"),
    ] {
        get(blind, &format!("/fhir/{search}")).await.expect(403);
        get(all, &format!("/fhir/{search}")).await.expect(200);
    }
    for (search, absent) in [
        (format!("Practitioner?_id={person}&_revinclude=*"), &response),
        (format!("Practitioner/{person}/*"), &response),
        ("QuestionnaireResponse?_include=*".to_owned(), &person),
    ] {
        let found = get(blind, &format!("/fhir/{search}")).await.expect(200).text;
        assert!(!found.contains(&format!("/{absent}\"")), "{search}: {found}");
        let found = get(all, &format!("/fhir/{search}")).await.expect(200).text;
        assert!(found.contains(&format!("/{absent}\"")), "{search}: {found}");
    }
}
