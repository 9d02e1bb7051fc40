//! Positions, and full text.

use serde_json::json;

use crate::check;

#[tokio::test]
async fn places_are_found_by_their_distance() {
    let place = |id: &str, latitude: f64, longitude: f64| {
        json!({"resourceType": "Location", "id": id,
        "position": {"latitude": latitude, "longitude": longitude}})
    };
    let places = [
        place("paris", 48.8566, 2.3522),
        place("versailles", 48.8049, 2.1204),
        place("london", 51.5074, -0.1278),
        place("fiji", -17.7134, 178.065),
        place("samoa", -13.759, -172.1046),
        json!({"resourceType": "Location", "id": "nowhere"}),
    ];
    let searches = [
        ("near=48.8566|2.3522|1", "paris"),
        ("near=48.8566|2.3522|20|km", "paris versailles"),
        ("near=48.8566|2.3522", "paris versailles"),
        ("near=48.8566|2.3522|340|km", "paris versailles"),
        ("near=48.8566|2.3522|345|km", "paris versailles london"),
        ("near=48.8566|2.3522|214|mi", "paris versailles london"),
        ("near=-16|180|700|km", "fiji"),
        ("near=-16|-180|900|km", "fiji samoa"),
        ("near=48.8566|2.3522|1,51.5|-0.1|10", "paris london"),
        ("near=0|0|30000", "paris versailles london fiji samoa"),
        ("near:missing=true", "nowhere"),
        ("near=48.8566", "refused"),
        ("near=148|2", "refused"),
        ("near=48|2|5|kg", "refused"),
    ];
    check(&places, &searches).await;
}

#[tokio::test]
async fn words_are_found_in_both_languages() {
    let task = |id: &str, narrative: &str, description: &str| {
        json!({"resourceType": "Task", "id": id, "description": description,
        "status": "requested", "text": {"status": "generated", "div": format!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{narrative}</p></div>")}})
    };
    let tasks = [
        task("fr", "Les décisions sont <b>prises</b>", "Préparer la réunion de l’équipe"),
        task("en", "Bone metastases of the liver", "Prepare the meetings"),
        task("both", "Nothing", "Une réunion about bones"),
        json!({"resourceType": "Task", "id": "bare", "status": "requested", "contained": [
            {"resourceType": "Patient", "id": "p", "telecom": [{"value": "hidden555"}]}]}),
    ];
    let searches = [
        ("_text=décision", "fr"),
        ("_text=decisions prise", "fr"),
        ("_text=réunion", ""),
        ("_content=reunions", "fr both"),
        ("_content=réunion equipes", "fr"),
        ("_content=decision reunion", "fr"),
        ("_content=meeting", "en"),
        ("_content=(bone OR liver) and metastasis", "en"),
        ("_content=bone", "en both"),
        ("_content=\"bone metastases\"", "en"),
        ("_content=\"liver prepare\"", ""),
        ("_content=meta*", "en"),
        ("_content=equipe,liver", "fr en"),
        ("_content=requested", "fr en both bare"),
        ("_text=bone&_content=meeting", "en"),
        ("_content=hidden555", ""),
        ("_content=div", ""),
        ("_content=(bone", "refused"),
        ("_content=\"", "refused"),
        ("_text:missing=true", "refused"),
    ];
    check(&tasks, &searches).await;
}
