//! The operations of terminology: what is asked is read here, what is answered is written here.

use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::faces::fhir::operation::call::{Call, Target};
use crate::faces::fhir::operation::parameters;
use crate::faces::fhir::reply::Reply;
use crate::faces::state::Shared;
use crate::kernel::terminology::{
    Asked, Concept, Expansion, Judgement, Lookup, Match, Named, Question, Translate, Versions,
};

pub(super) async fn expand(shared: &Shared, call: &Call) -> Result<Reply> {
    let input = &call.input;
    let named = needed(call, "url", "valueSet", "valueSetVersion")?;
    let wanted = Expansion {
        filter: input.text("filter").map(str::to_owned),
        offset: input.number("offset")?.unwrap_or(0),
        count: input.number("count")?,
        include_designations: input.flag("includeDesignations") || input.value("designation").is_some(),
        designations: input.texts("designation"),
        include_definition: input.flag("includeDefinition"),
        active_only: input.flag("activeOnly"),
        nested: input.value("excludeNested") == Some(&Value::Bool(false)),
        exclude_not_for_ui: input.flag("excludeNotForUI"),
        language: input.text("displayLanguage").map(str::to_owned),
        exclude_systems: input.texts("exclude-system"),
        versions: Versions {
            default: versions(call, "system-version")?,
            force: versions(call, "force-system-version")?,
            check: versions(call, "check-system-version")?,
        },
        said: said(call),
    };
    let expanded = shared.kernel.expand(&call.context, &named, &wanted).await?;
    Ok(Reply::resource(expanded.to_string()))
}

pub(super) async fn validate_in_value_set(shared: &Shared, call: &Call) -> Result<Reply> {
    let named = needed(call, "url", "valueSet", "valueSetVersion")?;
    let question = question(call, true)?;
    judged(shared.kernel.is_in_value_set(&call.context, &named, &question).await?)
}

pub(super) async fn validate_in_code_system(shared: &Shared, call: &Call) -> Result<Reply> {
    let question = question(call, false)?;
    // A Coding names its system itself.
    let own = question.asked.first().and_then(|asked| asked.system.clone());
    let named = match (named(call, "url", "codeSystem", "version")?, own) {
        (Some(named), _) => named,
        (None, Some(system)) => Named::Url(system, call.input.text("version").map(str::to_owned)),
        (None, None) => return Err(missing(call, "url", "codeSystem")),
    };
    judged(shared.kernel.is_in_code_system(&call.context, &named, &question).await?)
}

pub(super) async fn look_up(shared: &Shared, call: &Call) -> Result<Reply> {
    let asked = one(codings(call, Some("version"))?, call)?;
    let Some(system) = asked.system else {
        return Err(call.input.wrong("system", "A code is looked up in a system: send 'system' too."));
    };
    let lookup = Lookup {
        system: Named::Url(system, asked.version),
        code: asked.code,
        language: call.input.text("displayLanguage").map(str::to_owned),
        properties: call.input.texts("property"),
    };
    let found = shared.kernel.look_up_code(&call.context, &lookup).await?;
    let mut answer = vec![json!({ "name": "name", "valueString": found.name })];
    answer.extend(found.version.map(|version| json!({ "name": "version", "valueString": version })));
    answer.push(json!({ "name": "display", "valueString": found.display }));
    for designation in found.designations {
        let mut part = Vec::new();
        for (name, member) in [("language", "valueCode"), ("use", "valueCoding"), ("value", "valueString")] {
            part.extend(designation.get(name).map(|value| json!({ "name": name, member: value })));
        }
        answer.push(json!({ "name": "designation", "part": part }));
    }
    for (code, member, value) in found.properties {
        let part = [json!({ "name": "code", "valueCode": code }), json!({ "name": "value", member: value })];
        answer.push(json!({ "name": "property", "part": part }));
    }
    Ok(parameters(&answer))
}

pub(super) async fn subsumes(shared: &Shared, call: &Call) -> Result<Reply> {
    let input = &call.input;
    let side = |code: &'static str, coding: &'static str| match (input.text(code), input.value(coding)) {
        (Some(code), None) => Ok(Asked { code: code.to_owned(), ..Asked::default() }),
        (None, Some(sent)) => coded(sent).ok_or_else(|| input.wrong(coding, "A Coding has a code.")),
        _ => Err(input.wrong(code, format!("Send one of '{code}' and '{coding}'."))),
    };
    let (left, right) = (side("codeA", "codingA")?, side("codeB", "codingB")?);
    let system = input.text("system").map(str::to_owned);
    let system = system.or_else(|| left.system.clone()).or_else(|| right.system.clone());
    let version = input.text("version").map(str::to_owned).or_else(|| left.version.clone());
    let named = match (&call.target, &system) {
        (Target::Instance(key), _) => Named::Id(key.id.clone()),
        (_, Some(system)) => Named::Url(system.clone(), version),
        (_, None) => return Err(input.wrong("system", "The codes have a system: send 'system' too.")),
    };
    let is_elsewhere = |side: &Asked| side.system.as_ref().is_some_and(|own| Some(own) != system.as_ref());
    if is_elsewhere(&left) || is_elsewhere(&right) {
        return Err(input.wrong("system", "Both codes have to be of the same system."));
    }
    let outcome = shared.kernel.subsumption(&call.context, &named, &left.code, &right.code).await?;
    Ok(parameters(&[json!({ "name": "outcome", "valueCode": outcome })]))
}

pub(super) async fn translate(shared: &Shared, call: &Call) -> Result<Reply> {
    let input = &call.input;
    let concepts = codings(call, Some("version"))?;
    let wanted = Translate {
        map: named(call, "url", "conceptMap", "conceptMapVersion")?,
        concepts: concepts.into_iter().map(|one| Concept { system: one.system, code: one.code }).collect(),
        source: input.text("source").map(str::to_owned),
        target: input.text("target").map(str::to_owned),
        target_system: input.text("targetsystem").map(str::to_owned),
        reverse: input.flag("reverse"),
    };
    if wanted.concepts.iter().any(|concept| concept.system.is_none()) {
        return Err(input.wrong("system", "A code has a system: send 'system' too."));
    }
    let translated = shared.kernel.translate(&call.context, &wanted).await?;
    let mut answer = vec![json!({ "name": "result", "valueBoolean": translated.result() })];
    answer.extend(
        translated.message.iter().map(|message| json!({ "name": "message", "valueString": message })),
    );
    answer.extend(translated.matches.iter().map(rendered));
    Ok(parameters(&answer))
}

/// A match as the answer shows it.
fn rendered(one: &Match) -> Value {
    let mut part = vec![json!({ "name": "equivalence", "valueCode": one.equivalence })];
    if let Some(code) = &one.code {
        let mut concept = Map::new();
        concept.extend(one.system.as_ref().map(|system| ("system".to_owned(), json!(system))));
        concept.insert("code".to_owned(), json!(code));
        concept.extend(one.display.as_ref().map(|display| ("display".to_owned(), json!(display))));
        part.push(json!({ "name": "concept", "valueCoding": concept }));
    }
    part.extend(one.products.iter().cloned());
    if !one.source.is_empty() {
        part.push(json!({ "name": "source", "valueUri": one.source }));
    }
    json!({ "name": "match", "part": part })
}

fn judged(judgement: Judgement) -> Result<Reply> {
    let Judgement { result, message, display } = judgement;
    let mut answer = vec![json!({ "name": "result", "valueBoolean": result })];
    answer.extend(message.map(|message| json!({ "name": "message", "valueString": message })));
    answer.extend(display.map(|display| json!({ "name": "display", "valueString": display })));
    Ok(parameters(&answer))
}

/// What a call is about: the instance that it is called on, or what one of two parameters names.
fn named(
    call: &Call,
    url: &'static str,
    given: &'static str,
    version: &'static str,
) -> Result<Option<Named>> {
    let version = call.input.text(version).map(str::to_owned);
    let resource = call.input.resource(given)?;
    let text = call.input.text(url).map(str::to_owned);
    Ok(match (&call.target, text, resource) {
        (Target::Instance(key), None, None) => Some(Named::Id(key.id.clone())),
        (Target::Instance(_), _, _) => {
            let message = format!("The call is on one resource; leave out '{url}' and '{given}'.");
            return Err(call.input.wrong(url, message));
        }
        (_, Some(_), Some(_)) => {
            return Err(call.input.wrong(url, format!("Send '{url}' or '{given}', not both.")));
        }
        (_, Some(url), None) => Some(Named::Url(url, version)),
        (_, None, Some(resource)) => Some(Named::Given(Box::new(resource))),
        (_, None, None) => None,
    })
}

fn needed(call: &Call, url: &'static str, given: &'static str, version: &'static str) -> Result<Named> {
    named(call, url, given, version)?.ok_or_else(|| missing(call, url, given))
}

fn missing(call: &Call, url: &'static str, given: &'static str) -> Error {
    call.input
        .wrong(url, format!("Say what is meant: send '{url}' or '{given}', or call it on one resource."))
}

/// The codes that a call asks about, given as one of `code`, `coding` and `codeableConcept`.
fn codings(call: &Call, version: Option<&'static str>) -> Result<Vec<Asked>> {
    let input = &call.input;
    let text = |name: &str| input.text(name).map(str::to_owned);
    let given = ["code", "coding", "codeableConcept"].into_iter().filter(|name| input.value(name).is_some());
    let given: Vec<&str> = given.collect();
    let asked: Vec<Asked> = match given.as_slice() {
        ["code"] => vec![Asked {
            system: text("system"),
            version: version.and_then(text),
            code: text("code").unwrap_or_default(),
            display: text("display"),
        }],
        ["coding"] => input.value("coding").and_then(coded).into_iter().collect(),
        ["codeableConcept"] => {
            let concept = input.value("codeableConcept").and_then(|concept| concept.get("coding"));
            concept.and_then(Value::as_array).into_iter().flatten().filter_map(coded).collect()
        }
        _ => return Err(input.wrong("code", "Send exactly one of 'code', 'coding' and 'codeableConcept'.")),
    };
    if asked.is_empty() {
        return Err(input.wrong("coding", "There is no code in it."));
    }
    Ok(asked)
}

/// The one code that a call is about.
fn one(asked: Vec<Asked>, call: &Call) -> Result<Asked> {
    let mut asked = asked.into_iter();
    asked.next().ok_or_else(|| call.input.wrong("code", "Send 'code' or 'coding'."))
}

/// The code of a Coding.
fn coded(coding: &Value) -> Option<Asked> {
    let text = |name: &str| coding.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(Asked {
        system: text("system"),
        version: text("version"),
        code: text("code")?,
        display: text("display"),
    })
}

/// A question about codes. In a value set a code needs its system; in a code system that is clear.
fn question(call: &Call, needs_system: bool) -> Result<Question> {
    let version = if needs_system { Some("systemVersion") } else { None };
    let mut asked = codings(call, version)?;
    if needs_system && let Some(without) = asked.iter().find(|one| one.system.is_none()) {
        let message = format!("The code '{}' has a system: send it too.", without.code);
        return Err(call.input.wrong("system", message));
    }
    if let (Some(display), [only]) = (call.input.text("display"), asked.as_mut_slice()) {
        only.display.get_or_insert_with(|| display.to_owned());
    }
    Ok(Question {
        asked,
        allows_abstract: call.input.flag("abstract"),
        language: call.input.text("displayLanguage").map(str::to_owned),
    })
}

/// Versions of code systems, written system|version.
fn versions(call: &Call, name: &'static str) -> Result<std::collections::HashMap<String, String>> {
    let texts = call.input.texts(name).into_iter();
    let split = |text: String| {
        let pair = text.split_once('|').map(|(system, version)| (system.to_owned(), version.to_owned()));
        pair.ok_or_else(|| call.input.wrong(name, format!("'{text}' is written system|version.")))
    };
    texts.map(split).collect()
}

/// The parameters that shape an expansion, as its own parameters repeat them.
fn said(call: &Call) -> Vec<(String, String, Value)> {
    let simple = call.input.each().filter(|(parameter, _)| !parameter.is_resource());
    simple
        .map(|(parameter, value)| {
            // An expansion's parameter has no canonical; a uri is written alike.
            let member = match parameter.kind {
                "boolean" => "valueBoolean",
                "integer" => "valueInteger",
                "code" => "valueCode",
                "uri" | "canonical" => "valueUri",
                _ => "valueString",
            };
            (parameter.name.to_owned(), member.to_owned(), value.clone())
        })
        .collect()
}
