//! What is read of HTML.

use super::super::sketch::{sketch, sketch_with_lines};
use super::super::{Document, Format};

fn check(html: &str, expected: &[&str]) {
    let document = Document::open(html.as_bytes()).unwrap();
    assert_eq!(document.format(), Format::Html, "{html}");
    assert_eq!(sketch(&document), expected, "{html}");
}

#[test]
fn headings_and_paragraphs() {
    check(
        "<h1>Minutes &amp; <em>more</em></h1><p>one<br>two&nbsp;three\n four<p>open<b>IMIS</b></p><hr>",
        &["# Minutes & more", "one / two three four", "openIMIS", "----"],
    );
    check("<div>one<div>two</div>three</div>", &["one", "two", "three"]);
    check(
        "<p><strong>Agenda</strong></p><p><b>Date:</b> 3 May</p><p><b>Date: 3 May</b></p>",
        &["###### Agenda", "Date: 3 May", "Date: 3 May"],
    );
    check(
        "<pre>one\ntwo</pre><dl><dt>Date</dt><dd>3 May</dd><dt>Place:<dd>Dakar</dl><p>end</p>",
        &["one / two", "Date: 3 May", "Place: Dakar", "end"],
    );
}

#[test]
fn lists_nest_count_and_tick() {
    check(
        "<ul><li>one<ol start=3><li>two<li value=7>three</ol><p>four</p></li><li>five</ul><p>six",
        &["- one ¶ four", "  3. two", "  7. three", "- five", "six"],
    );
    check(
        "<ul><li><input type=checkbox checked> a</li><li class=task><input type='checkbox'/><p>b</p></li></ul>\
         <ul class='inline-task-list'><li class='checked'>c</li><li>d</li></ul>\
         <ul><li role=checkbox aria-checked=true>e</li></ul><p><input type=checkbox>f</p><p>g</p>",
        &["[x] a", "[ ] b", "[x] c", "[ ] d", "[x] e", "[ ] f", "g"],
    );
    check(
        "<ac:task-list><ac:task><ac:task-id>9</ac:task-id><ac:task-status>complete</ac:task-status>\
         <ac:task-body>write by <time datetime=\"2026-05-04\" /></ac:task-body></ac:task></ac:task-list><p>end</p>",
        &["[x] write by 2026-05-04", "end"],
    );
    check("<p>• one<br>• two</p>", &["- one", "- two"]);
}

#[test]
fn tables_keep_spans_and_heads() {
    check(
        "<table><tr><th>What<th>Who<th>When</tr><tr><td rowspan=2>a<td colspan=2>b</tr><tr><td>c<td>d</table>",
        &["! What | Who | When\na | 2×b\n | c | d"],
    );
    check(
        "<table><thead><tr><td>A<td>B<tbody><tr><td><ul><li>x<li>y</ul><td>z<br>w</table>after",
        &["! A | B\n- x // - y | z / w", "after"],
    );
}

#[test]
fn tables_that_only_place_are_no_tables() {
    check("<table><tr><td><h2>A</h2><table><tr><td>b<td>c</table></table>", &["## A", "b | c"]);
    check("<table><tr><td>Home<td><h2>A</h2><p>b</table>", &["Home", "## A", "b"]);
    check("<table><tr><td>a<td>b<table><tr><td>c<td>d</table></table>", &["a | b // c // d"]);
}

#[test]
fn what_is_not_shown_is_dropped() {
    check(
        "<!doctype html><html><head><title>t</title><style>p{}</style></head><body><nav><p>n</p></nav>\
         <p>one<script>if (a<b) {}</script><span style='display: none'>no<span>ne</span></span></p>\
         <h2>A<span class='mw-editsection'>[edit]</span></h2><p>two<del>three</del><sup class=reference>[1]</sup></p>",
        &["one", "## A", "two"],
    );
}

#[test]
fn lines_are_laid_out() {
    let html = "<h1>A</h1><ul><li>one<li>two</ul><table><tr><td>x<br>y<td>z<tr><td>v<td>w</table><p>end";
    let document = Document::open(html.as_bytes()).unwrap();
    let lines: Vec<&str> = document.lines().collect();
    assert_eq!(lines, ["A", "- one", "- two", "", "x", "y", "z", "", "v", "w", "", "end"]);
    assert_eq!(sketch_with_lines(&document)[..3], ["# A @1-1", "- one @2-2", "- two @3-3"]);
}

#[test]
fn nesting_is_followed_or_refused_but_never_falls() {
    let deep = |unit: &str| Document::open(format!("<p>a</p>{}b", unit.repeat(100_000)).as_bytes());
    assert_eq!(sketch(&deep("<div>").unwrap()), ["a", "b"]);
    assert_eq!(sketch(&deep("<b>").unwrap()), ["a", "###### b"]);
    for (unit, limit) in [("<ul><li>", "100 lists"), ("<table><tr><td>", "20 tables")] {
        let error = deep(unit).unwrap_err();
        assert_eq!(error.code(), "minutes-too-large");
        assert!(error.to_string().contains(limit), "{error}");
    }
    let wide = format!("<table><tr>{}</table>", "<td rowspan=1000>a".repeat(1000));
    let wide = format!("{wide}{}", "<tr><td>b".repeat(1000));
    assert!(Document::open(wide.as_bytes()).is_ok());
    let filled =
        format!("<table><tr>{}{}</table>", "<td rowspan=1000>a".repeat(1000), "<tr><td>b".repeat(1000));
    assert!(Document::open(filled.as_bytes()).unwrap_err().to_string().contains("cells"));
}
