//! Number (R4, section 3.1.1.4.6).

use serde_json::{Value, json};

use crate::check;

fn risk(id: &str, prediction: Value) -> Value {
    json!({"resourceType": "RiskAssessment", "id": id, "prediction": [prediction]})
}

#[tokio::test]
async fn each_prefix_compares_with_the_precision_that_is_written() {
    let risks = [
        risk("low", json!({"probabilityDecimal": 0.5})),
        risk("mid", json!({"probabilityDecimal": 0.8})),
        risk("near", json!({"probabilityDecimal": 0.84})),
        risk("range", json!({"probabilityRange": {"low": {"value": 0.7}, "high": {"value": 0.9}}})),
        risk("open", json!({"probabilityRange": {"low": {"value": 0.6}}})),
        risk("none", json!({"qualitativeRisk": {"text": "high"}})),
    ];
    let searches = [
        ("probability=0.8", "mid near"),
        ("probability=eq0.8", "mid near"),
        ("probability=0.80", "mid"),
        ("probability=8e-1", "mid"),
        ("probability=8.0e-1", "mid"),
        ("probability=8.4e-1", "near"),
        ("probability=1", "low mid near range"),
        ("probability=0.801", ""),
        ("probability=ne0.8", "low range open"),
        ("probability=gt0.8", "near range open"),
        ("probability=lt0.8", "low range open"),
        ("probability=ge0.8", "mid near range open"),
        ("probability=le0.8", "low mid range open"),
        ("probability=sa0.65", "mid near range"),
        ("probability=eb0.84", "low mid"),
        ("probability=ap0.8", "mid near range open"),
        ("probability=0.5,0.80", "low mid"),
        ("probability=gt0.5&probability=lt0.84", "mid range open"),
        ("probability:missing=true", "none"),
        ("probability=many", "refused"),
        ("probability=xx5", "refused"),
        ("probability:not=1", "refused"),
    ];
    check(&risks, &searches).await;
}
