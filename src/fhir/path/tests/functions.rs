//! Every function: what it comes to, with nothing, and with what it does not take.

use serde_json::{Value, json};

use super::{check, check_refused, evaluated};
use crate::fhir::Resource;
use crate::fhir::path::{Environment, Expression, Item, Node};

#[test]
fn questions_about_what_there_is() {
    check(&[
        ("name.empty()", "false"),
        ("contact.empty()", "true"),
        ("name.exists()", "true"),
        ("name.exists(use = 'maiden')", "true"),
        ("name.exists(use = 'old')", "false"),
        ("name.all(given.exists())", "true"),
        ("name.all(family.exists())", "false"),
        ("contact.all(false)", "true"),
        ("(true | false).allTrue()", "false"),
        ("(true | false).anyTrue()", "true"),
        ("(true | false).allFalse()", "false"),
        ("(true | false).anyFalse()", "true"),
        ("{}.allTrue()", "true"),
        ("name.count()", "3"),
        ("{}.count()", "0"),
        ("name.given.distinct()", "Awa, Fatou"),
        ("name.given.isDistinct()", "false"),
        ("name.use.isDistinct()", "true"),
        ("(1 | 2).subsetOf(1 | 2 | 3)", "true"),
        ("(1 | 4).subsetOf(1 | 2 | 3)", "false"),
        ("(1 | 2 | 3).supersetOf(1 | 2)", "true"),
    ]);
    check_refused(&[("(1 | 2).allTrue()", "truth values")]);
}

#[test]
fn parts_and_combinations_of_lists() {
    check(&[
        ("name.where(use = 'usual').given", "Awa"),
        ("name.select(given.first() & ' ' & family)", "Awa Ba, Awa , Awa Sow"),
        ("name.given.first()", "Awa"),
        ("name.given.last()", "Fatou"),
        ("{}.first()", ""),
        ("name.use.tail()", "usual, maiden"),
        ("name.use.skip(2)", "maiden"),
        ("name.use.skip(-1)", "official, usual, maiden"),
        ("name.use.take(2)", "official, usual"),
        ("name.use.take(0)", ""),
        ("birthDate.single()", "1974-12-25"),
        ("(1 | 2).union(2 | 3)", "1, 2, 3"),
        ("(1 | 2).combine(2 | 3)", "1, 2, 2, 3"),
        ("(1 | 2 | 2).intersect(2 | 3)", "2"),
        ("(1 | 2).exclude(2 | 3)", "1"),
        ("(1 | 2 | 3).aggregate($this + $total, 0)", "6"),
        ("(1 | 2 | 3).aggregate(iif($total.empty(), $this, iif($this > $total, $this, $total)))", "3"),
        ("iif(active, 'yes', 'no')", "yes"),
        ("iif({}, 'yes', 'no')", "no"),
        ("iif(active.not(), 'yes')", ""),
        ("contact.iif(empty(), 'none', 'some')", "none"),
        ("iif(true, 1, 1 < 'a')", "1"),
        ("repeat(contained).name", "Observatory"),
        ("(1 | 2).repeat(iif($this < 5, $this + 1))", "2, 3, 4, 5"),
    ]);
    check_refused(&[("name.single()", "several items"), ("name.skip('a')", "a whole number")]);
}

#[test]
fn texts() {
    check(&[
        ("'abc'.startsWith('ab')", "true"),
        ("'abc'.startsWith('')", "true"),
        ("'abc'.endsWith('bc')", "true"),
        ("'abc'.contains('d')", "false"),
        ("{}.contains('d')", ""),
        ("'abc'.indexOf('c')", "2"),
        ("'abc'.indexOf('d')", "-1"),
        ("'éab'.indexOf('a')", "1"),
        ("'éabc'.substring(1, 2)", "ab"),
        ("'abc'.substring(1)", "bc"),
        ("'abc'.substring(3)", ""),
        ("'abc'.substring(-1)", ""),
        ("'abc'.upper()", "ABC"),
        ("'ÉB'.lower()", "éb"),
        ("' a '.trim()", "a"),
        ("'éa'.length()", "2"),
        ("'ab'.toChars()", "a, b"),
        ("'a,b'.split(',')", "a, b"),
        ("name.given.join('-')", "Awa-Fatou-Awa-Awa-Fatou"),
        ("{}.join('-')", ""),
        ("'abcabc'.replace('b', '')", "acac"),
        ("'ab'.replace('', '-')", "-a-b-"),
        ("'abc'.matches('b')", "true"),
        ("'abc'.matches('^b$')", "false"),
        ("'abc'.matchesFull('b')", "false"),
        ("'abc'.matchesFull('[a-c]+')", "true"),
        ("'a\\nc'.matches('a.c')", "true"),
        ("'abc'.matches('B')", "false"),
        ("'abc'.matches({})", ""),
        ("name.first().family.matches('B' & 'a')", "true"),
        ("'11/30/1972'.replaceMatches('(\\\\d+)/(\\\\d+)/(\\\\d+)', '$3-$1-$2x')", "1972-11-30x"),
        ("'abc'.replaceMatches('(?<x>b)', '${x}${x}')", "abbc"),
    ]);
    check_refused(&[
        ("1.upper()", "a text"),
        ("'a'.matches('(' & '')", "no pattern"),
        ("'a'.matchesFull('a)|(b' & '')", "no pattern"),
        ("active.contains('a')", "a text"),
    ]);
}

#[test]
fn matching_counts_by_the_size_of_the_pattern_and_of_the_text() {
    // Letters in no order that repeats, and a pattern that keeps as many places in mind as it has steps.
    let text = format!("'ab'{}.substring(0, 40000)", ".replace('a', 'abb').replace('b', 'ba')".repeat(8));
    let matched = |pattern: &str| evaluated(&format!("{text}.matches({pattern})"));
    assert_eq!(evaluated(&format!("{text}.length()")), "40000");
    assert_eq!(matched("'[ab]*a[ab]{10}c'"), "false");
    assert!(matched("'[ab]*a[ab]{9000}c'").contains("too many steps"));
    assert!(matched("'[ab]*a[ab]{9000}' & 'c'").contains("too many steps"));
    let several = "'a'.matches('[ab]{9000}') or 'b'.matches('[ab]{9000}c')";
    assert!(evaluated(several).contains("too large together"), "{}", evaluated(several));
}

#[test]
fn from_one_type_to_another() {
    check(&[
        ("'12'.toInteger()", "12"),
        ("'-12'.toInteger()", "-12"),
        ("'1.5'.toInteger()", ""),
        ("true.toInteger()", "1"),
        ("'1.50'.toDecimal()", "1.50"),
        ("'1e3'.toDecimal()", ""),
        ("'.5'.toDecimal()", ""),
        ("1.toString()", "1"),
        ("1.50.toString()", "1.50"),
        ("birthDate.toString()", "1974-12-25"),
        ("(4 days).toString()", "4 days"),
        ("'Y'.toBoolean()", "true"),
        ("0.toBoolean()", "false"),
        ("2.toBoolean()", ""),
        ("1.0.toBoolean()", "true"),
        ("'2021-04-13T10:00:00Z'.toDate()", "2021-04-13"),
        ("'2021-04'.toDateTime()", "2021-04"),
        ("'10:30'.toTime()", "10:30"),
        ("'x'.toDate()", ""),
        ("'4 days'.toQuantity()", "4 days"),
        ("'4.5 \\'mg\\''.toQuantity()", "4.5 'mg'"),
        ("4.toQuantity()", "4 '1'"),
        ("(2 days).toQuantity('h')", "48 'h'"),
        ("(2 days).toQuantity('mg')", ""),
        ("'12'.convertsToInteger()", "true"),
        ("'a'.convertsToInteger()", "false"),
        ("'a'.convertsToDecimal()", "false"),
        ("1.convertsToString()", "true"),
        ("'a'.convertsToBoolean()", "false"),
        ("'2021'.convertsToDate()", "true"),
        ("'2021'.convertsToDateTime()", "true"),
        ("'25:00'.convertsToTime()", "false"),
        ("'4 mg'.convertsToQuantity()", "false"),
        ("{}.convertsToInteger()", ""),
        ("name.first().convertsToString()", "false"),
    ]);
    check_refused(&[("name.given.toInteger()", "several items")]);
}

#[test]
fn numbers() {
    check(&[
        ("(-5).abs()", "5"),
        ("(-5.5).abs()", "5.5"),
        ("(-5.5 'mg').abs()", "5.5 'mg'"),
        ("1.1.ceiling()", "2"),
        ("(-1.1).floor()", "-2"),
        ("1.9.truncate()", "1"),
        ("1.5.round()", "2"),
        ("3.14159.round(3)", "3.142"),
        ("81.sqrt()", "9"),
        ("(-1).sqrt()", ""),
        ("2.power(3)", "8"),
        ("2.5.power(2)", "6.25"),
        ("(-1).power(0.5)", ""),
        ("0.exp()", "1"),
        ("1.ln()", "0"),
        ("16.log(2)", "4"),
        ("0.ln()", ""),
        ("10.power(1000)", ""),
        ("{}.abs()", ""),
    ]);
    check_refused(&[("'a'.abs()", "a number"), ("1.round(-1)", "digits"), ("'a'.sqrt()", "a number")]);
}

#[test]
fn the_tree_and_the_clock() {
    check(&[
        ("maritalStatus.children().count()", "1"),
        ("maritalStatus.descendants().count()", "3"),
        ("birthDate.children().url", "http://a.test/time"),
        ("Patient.descendants().ofType(Organization).name", "Observatory"),
        ("children().ofType(HumanName).count()", "3"),
        ("name.trace('names').count()", "3"),
        ("name.trace('names', given).count()", "3"),
        ("now()", "2021-04-13T10:00:00.000Z"),
        ("today()", "2021-04-13"),
        ("timeOfDay()", "10:00:00.000"),
    ]);
}

#[test]
fn what_r4_adds() {
    check(&[
        ("birthDate.hasValue()", "true"),
        ("name.hasValue()", "false"),
        ("contact.hasValue()", "false"),
        ("birthDate.getValue()", "1974-12-25"),
        ("extension('http://a.test/x').value", "a"),
        ("extension('http://a.test/z').exists()", "false"),
        ("birthDate.extension('http://a.test/time').value", "1974-12-25T14:35:45-05:00"),
        ("managingOrganization.resolve().name", "Observatory"),
        ("managingOrganization.resolve() is Organization", "true"),
        ("generalPractitioner.resolve()", "-> Practitioner"),
        ("generalPractitioner.where(resolve() is Practitioner).reference", "Practitioner/7"),
        ("generalPractitioner.resolve().ofType(Patient).exists()", "false"),
        ("'female'.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')", "true"),
        ("'x'.memberOf(%`vs-administrative-gender`)", "false"),
        ("'female'.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1')", "true"),
        ("'<div>a</div>'.htmlChecks()", "true"),
        ("'<div><script/></div>'.htmlChecks()", "false"),
    ]);
    check_refused(&[
        ("generalPractitioner.resolve().name", "not at hand"),
        ("maritalStatus.memberOf('http://a.test/unknown')", "not at hand"),
        ("maritalStatus.memberOf('http://hl7.org/fhir/ValueSet/task-status|4.3.0')", "not at hand"),
        ("conformsTo('http://a.test/p')", "not at hand"),
    ]);
}

#[test]
fn a_reference_resolves_within_its_bundle() {
    let bundle = json!({"resourceType": "Bundle", "entry": [
        {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Organization", "name": "A"}},
        {"fullUrl": "http://a.test/Organization/b", "resource": {"resourceType": "Organization", "id": "b", "name": "B"}}]});
    let resolved = |reference: &str| -> Vec<String> {
        let patient = Resource::from_value(
            json!({"resourceType": "Patient", "managingOrganization": {"reference": reference}}),
        )
        .unwrap();
        let node = Node::resource(&patient);
        let environment = Environment { bundle: bundle.as_object(), ..Environment::of(node) };
        let expression = Expression::compile("managingOrganization.resolve().name").unwrap();
        let found = expression.evaluate(node, &environment);
        found.map(|items| items.iter().filter_map(Item::shown).map(Into::into).collect()).unwrap_or_default()
    };
    assert_eq!(resolved("urn:uuid:1"), ["A"]);
    assert_eq!(resolved("http://a.test/Organization/b"), ["B"]);
    assert_eq!(resolved("Organization/b"), ["B"]);
    assert_eq!(resolved("Organization/c"), Vec::<String>::new());
    assert_eq!(resolved("urn:uuid:2"), Vec::<String>::new());
}

#[test]
fn who_knows_value_sets_is_asked() {
    let asked = |value_set: &str, system: Option<&str>, code: &str| {
        (value_set == "http://a.test/v").then(|| system == Some("http://a.test/s") && code == "M")
    };
    let answer = |concept: Value| {
        let patient =
            Resource::from_value(json!({"resourceType": "Patient", "maritalStatus": concept})).unwrap();
        let node = Node::resource(&patient);
        let environment = Environment { terminology: Some(&asked), ..Environment::of(node) };
        let expression = Expression::compile("maritalStatus.memberOf('http://a.test/v')").unwrap();
        expression.evaluate(node, &environment).unwrap().iter().filter_map(Item::shown).collect::<String>()
    };
    assert_eq!(
        answer(json!({"coding": [{"code": "x"}, {"system": "http://a.test/s", "code": "M"}]})),
        "true"
    );
    assert_eq!(answer(json!({"coding": [{"code": "M"}]})), "false");
    assert_eq!(answer(json!({"text": "M"})), "false");
}
