//! Literals, paths, operators, types.

use proptest::prelude::*;
use serde_json::json;

use super::{check, check_refused, patient};
use crate::fhir::path::{Environment, Expression, Item, Node, Place, Verdict};
use crate::fhir::{Resource, definitions};

#[test]
fn literals_are_what_they_say() {
    check(&[
        ("'a\\'b\\\\ \\u00e9\\n'", "a'b\\ é\n"),
        ("5", "5"),
        ("5.50", "5.50"),
        ("true", "true"),
        ("{}", ""),
        ("@2014", "2014"),
        ("@2014-01-25T14:30:14.559+02:00", "2014-01-25T14:30:14.559+02:00"),
        ("@2014-01-25T", "2014-01-25"),
        ("@T14:30", "14:30"),
        ("4 days", "4 days"),
        ("4.5 'mg'", "4.5 'mg'"),
        ("1 // one\n + /* two */ 2", "3"),
        ("%ucum", "http://unitsofmeasure.org"),
        ("%'vs-administrative-gender'", "http://hl7.org/fhir/ValueSet/administrative-gender"),
        ("%`ext-patient-birthTime`", "http://hl7.org/fhir/StructureDefinition/patient-birthTime"),
    ]);
}

#[test]
fn paths_find_elements() {
    check(&[
        ("Patient.name.given", "Awa, Fatou, Awa, Awa, Fatou"),
        ("name[1].given", "Awa"),
        ("name[7].given", ""),
        ("name.given[1]", "Fatou"),
        ("name.`family`", "Ba, Sow"),
        ("Observation.name", ""),
        ("%resource.birthDate", "1974-12-25"),
        ("%context.name.first().family", "Ba"),
        ("contained.name", "Observatory"),
        ("deceased", "false"),
        ("multipleBirth", "2"),
        ("name.select($index)", "0, 1, 2"),
        ("name.where($index = 2).family", "Sow"),
        ("birthDate.extension.value", "1974-12-25T14:35:45-05:00"),
        ("birthDate.id", ""),
        ("name.given.where($this = 'Fatou').count()", "2"),
    ]);
}

#[test]
fn equality_looks_at_everything() {
    check(&[
        ("1 = 1.0", "true"),
        ("'a' = 'A'", "false"),
        ("'a' ~ 'A'", "true"),
        ("'a' !~ 'b'", "true"),
        ("{} = 1", ""),
        ("{} ~ {}", "true"),
        ("{} ~ 1", "false"),
        ("name[0].given = name[2].given", "true"),
        ("name[0].given = name[1].given", "false"),
        ("name[0] = name[1]", "false"),
        ("name[0] = name[0]", "true"),
        ("name.given = 'Awa'", "false"),
        ("1 != 2", "true"),
        ("(1 | 2) = (2 | 1)", "false"),
        ("(1 | 2) ~ (2 | 1)", "true"),
        ("0.67 ~ 0.671", "true"),
        ("birthDate = @1974-12-25", "true"),
        ("birthDate = @1974-12", ""),
        ("birthDate = @1973-12", "false"),
        ("birthDate ~ @1974-12", "false"),
        ("@2021-04-13T10:00:00Z = @2021-04-13T12:00:00+02:00", "true"),
        ("@T10:00 = @T10:00:00", ""),
        ("7 days = 1 week", "true"),
        ("7 days = 168 'h'", "true"),
        ("1 'mg' = 1 'mg'", "true"),
        ("1 'mg' = 1 'g'", ""),
        ("maritalStatus.coding ~ maritalStatus.coding", "true"),
    ]);
}

#[test]
fn order_is_three_valued() {
    check(&[
        ("1 < 2", "true"),
        ("'a' < 'b'", "true"),
        ("2 <= 2.0", "true"),
        ("2 > 2", "false"),
        ("2 >= {}", ""),
        ("birthDate < @1975", "true"),
        ("birthDate < @1974-12", ""),
        ("birthDate < today()", "true"),
        ("@2021-04-13T10:00:00+02:00 < @2021-04-13T09:00:00Z", "true"),
        ("@2021-04-13T10:00:00 < @2021-04-13T09:00:00Z", ""),
        ("@2021-04-13T10:00:00 < @2021-04-15T12:00:00Z", "true"),
        ("@T09:00 < @T10:00:00", "true"),
        ("2 'd' > 1 'wk'", "false"),
        ("2 'mg' > 1 'kg'", ""),
    ]);
    check_refused(&[
        ("1 < 'a'", "no order"),
        ("@T10:00 < @2021", "no order"),
        ("name.given > 'a'", "several items"),
    ]);
}

#[test]
fn logic_knows_what_is_not_known() {
    check(&[
        ("true and {}", ""),
        ("false and {}", "false"),
        ("{} and false", "false"),
        ("true or {}", "true"),
        ("{} or true", "true"),
        ("{} or false", ""),
        ("true xor {}", ""),
        ("true xor false", "true"),
        ("false implies {}", "true"),
        ("{} implies true", "true"),
        ("{} implies false", ""),
        ("true implies false", "false"),
        ("{}.not()", ""),
        ("active.not()", "false"),
        ("name.first() and true", "true"),
        ("true or false and false", "true"),
        ("1 = 1 and 2 = 2 implies 3 = 3", "true"),
    ]);
}

#[test]
fn numbers_texts_and_dates_are_reckoned_with() {
    check(&[
        ("1 + 2 * 3", "7"),
        ("-1 + 2", "1"),
        ("7 div 2", "3"),
        ("7 mod 2", "1"),
        ("7 / 2", "3.5"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("1 / 0", ""),
        ("1 div 0", ""),
        ("1 + {}", ""),
        ("9223372036854775807 + 1", ""),
        ("'a' + 'b'", "ab"),
        ("'a' + {}", ""),
        ("'a' & {} & 'b'", "ab"),
        ("@2021-01-31 + 1 month", "2021-02-28"),
        ("@2021 + 24 months", "2023"),
        ("@2021-04-13T10:00:00Z - 1 hour", "2021-04-13T09:00:00Z"),
        ("@T23:30 + 45 minutes", "00:15"),
        ("birthDate + 1 'd'", "1974-12-26"),
        ("2 'mg' + 3 'mg'", "5 'mg'"),
        ("2 'mg' * 3", "6 'mg'"),
        ("6 'mg' / 3 'mg'", "2 '1'"),
        ("2 'mg' + 3 'g'", ""),
    ]);
    check_refused(&[("1 + 'a'", "not reckoned"), ("-'a'", "a sign"), ("name + 1", "several items")]);
}

#[test]
fn membership_and_union_are_by_equality() {
    check(&[
        ("'a' in ('a' | 'b')", "true"),
        ("{} in ('a' | 'b')", ""),
        ("'a' in {}", "false"),
        ("('a' | 'b') contains 'c'", "false"),
        ("name.given | 'x'", "Awa, Fatou, x"),
        ("(1 | 1.0 | 2).count()", "2"),
        ("name.given contains 'Fatou'", "true"),
    ]);
}

#[test]
fn types_are_told_apart() {
    check(&[
        ("Patient is Patient", "true"),
        ("Patient is DomainResource", "true"),
        ("Patient is FHIR.Resource", "true"),
        ("Patient is Observation", "false"),
        ("active is boolean", "true"),
        ("active is System.Boolean", "false"),
        ("true is Boolean", "true"),
        ("'a'.is(System.String)", "true"),
        ("name[0].use is code", "true"),
        ("name[0].use is string", "true"),
        ("name[0].family is code", "false"),
        ("multipleBirth.ofType(integer)", "2"),
        ("multipleBirth as boolean", ""),
        ("deceased.ofType(boolean)", "false"),
        ("contained.ofType(Organization).name", "Observatory"),
        ("{} is boolean", ""),
        ("extension.value.ofType(integer)", "7"),
        ("1 is Integer", "true"),
        ("1.0 is Integer", "false"),
        ("@2021 is Date", "true"),
        ("1 day is Quantity", "true"),
    ]);
}

fn verdict(text: &str, resource: serde_json::Value) -> Verdict {
    let resource = Resource::from_value(resource).unwrap();
    let node = Node::resource(&resource);
    Expression::compile(text).unwrap().holds(node, &Environment::of(node))
}

#[test]
fn a_rule_holds_is_broken_or_cannot_be_told() {
    let period = |start: &str, end: &str| json!({"resourceType": "Account", "servicePeriod": {"start": start, "end": end}});
    let rule = "servicePeriod.start <= servicePeriod.end";
    assert_eq!(verdict(rule, period("2021-04-13", "2021-04-14")), Verdict::Holds);
    assert_eq!(verdict(rule, period("2021-04-15", "2021-04-14")), Verdict::Broken);
    assert_eq!(verdict(rule, period("2021-04", "2021-04-14")), Verdict::Undecided);
    assert_eq!(verdict("name = 'a'", json!({"resourceType": "Account"})), Verdict::Broken);
    assert_eq!(
        verdict("conformsTo('http://a.test')", json!({"resourceType": "Account"})),
        Verdict::Undecided
    );
    assert_eq!(verdict("now() > @2021", json!({"resourceType": "Account"})), Verdict::Undecided);
    let endless = "descendants().descendants().descendants().descendants().descendants().exists().not()";
    assert_eq!(verdict("1 < 'a'", json!({"resourceType": "Account"})), Verdict::Undecided);
    assert_eq!(verdict(endless, patient().into_value()), Verdict::Holds);
}

#[test]
fn what_costs_too_much_is_stopped() {
    let codes: Vec<_> = (0..2_000).map(|code| json!({"code": code.to_string()})).collect();
    let resource = json!({"resourceType": "Account", "type": {"coding": codes}});
    assert_eq!(
        verdict("type.coding.all(%resource.type.coding.code.count() = 0)", resource.clone()),
        Verdict::Broken
    );
    assert_eq!(
        verdict("type.coding.all(%resource.type.coding.all(code.exists()))", resource),
        Verdict::Undecided
    );
    let growing = "('a' & 'b')".to_owned() + &".replace('', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')".repeat(6);
    check_refused(&[(&growing, "too many steps")]);
    check_refused(&[("descendants().aggregate($total.combine($total), 1|2|3)", "too many")]);
}

#[test]
fn reading_much_counts_however_few_steps_ask_for_it() {
    let codes: Vec<_> = (0..2_000).map(|code| json!({"code": format!("{code:-<200}")})).collect();
    let resource = json!({"resourceType": "Account", "type": {"coding": codes}});
    for whole in [
        "type.coding.all(%resource = %resource)",
        "type.coding.all(%resource ~ %resource)",
        "type.coding.all((%resource | %resource).count() = 1)",
        "type.coding.all(%resource in %resource)",
    ] {
        assert_eq!(verdict(whole, resource.clone()), Verdict::Undecided, "{whole}");
    }
}

#[test]
fn a_node_has_a_place() {
    let patient = patient();
    let root = Node::resource(&patient);
    for (text, places) in [
        (
            "name.given",
            "Patient.name[0].given[0] Patient.name[0].given[1] Patient.name[1].given[0] Patient.name[2].given[0] Patient.name[2].given[1]",
        ),
        ("deceased", "Patient.deceased"),
        ("extension.value", "Patient.extension[0].value Patient.extension[1].value"),
        ("birthDate.extension", "Patient.birthDate.extension[0]"),
        ("contained.name", "Patient.contained[0].name"),
        ("maritalStatus.coding.code", "Patient.maritalStatus.coding[0].code"),
        ("Patient", "Patient"),
        ("managingOrganization.resolve()", "Patient.contained[0]"),
    ] {
        let expression = Expression::compile(text).unwrap();
        let environment = Environment::of(root);
        let found = expression.evaluate(root, &environment).unwrap();
        let shown: Vec<_> = found
            .iter()
            .map(|item| match item {
                Item::Node(node) => Place::of(*node, root).unwrap().to_string(),
                _ => panic!("{item:?}"),
            })
            .collect();
        assert_eq!(shown.join(" "), places, "{text}");
    }
    let other = Resource::from_value(json!({"resourceType": "Patient", "active": true})).unwrap();
    assert_eq!(Place::of(Node::resource(&other), root), None);
}

/// Pieces of which expressions consist, in any order.
fn any_expression() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "name",
        "given",
        "birthDate",
        "active",
        "deceased",
        "%resource",
        "$this",
        "1",
        "2.5",
        "'a'",
        "@2021-04",
        "4 days",
        "{}",
        "true",
        ".",
        ".",
        ".",
        "=",
        "~",
        "<",
        "+",
        "-",
        "*",
        "/",
        "div",
        "mod",
        "&",
        "|",
        "and",
        "implies",
        "in",
        "is Patient",
        "as code",
        "[0]",
        "(",
        ")",
        "where(",
        "select(",
        "exists()",
        "count()",
        "first()",
        "last()",
        "not()",
        "descendants()",
        "repeat(",
        "iif(",
        ",",
        "toString()",
        "substring(1)",
        "replace('a', 'b')",
        "matches('a+')",
        "toDate()",
        "round(1)",
        "power(9)",
        "sqrt()",
        "distinct()",
    ]);
    prop::collection::vec(piece, 1..14).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_makes_the_evaluation_panic(text in any_expression()) {
        super::evaluated(&text);
    }

    #[test]
    fn every_date_that_is_read_is_written_the_same(
        text in "(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8])(T([01][0-9]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?(Z|[+-]0[1-9]:30)?)?)?)?"
    ) {
        prop_assert_eq!(super::evaluated(&format!("@{text}")), text);
    }
}

#[test]
fn every_element_of_every_type_is_reached_by_its_name() {
    for name in definitions::resource_types() {
        for element in definitions::children(name) {
            let member = element.choice().map_or_else(
                || element.name.to_owned(),
                |stem| format!("{stem}{}", capital(element.types[0].name)),
            );
            let resource = Resource::from_value(json!({"resourceType": name, member.as_str(): "x"})).unwrap();
            let node = Node::resource(&resource);
            let path = format!("{name}.`{}`", element.choice().unwrap_or(element.name));
            let expression = Expression::compile(&path).unwrap();
            assert_eq!(expression.evaluate(node, &Environment::of(node)).unwrap().len(), 1, "{path}");
        }
    }
}

fn capital(name: &str) -> String {
    name[..1].to_uppercase() + &name[1..]
}
