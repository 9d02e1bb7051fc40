//! `relais demo` does what it says.

use std::path::Path;

use crate::process::Served;

#[tokio::test]
async fn every_address_that_the_demo_names_answers() {
    let temporary = tempfile::tempdir().unwrap();
    let (mut demo, printed) = Served::demo(temporary.path());
    assert!(printed.contains("Grands Fleuves") && printed.contains(" created, "), "{printed}");

    let (_, listing) = printed.split_once("Try:").unwrap();
    let named = listing.split(['\'', ' ', '\n']).filter(|word| word.starts_with(&demo.base));
    let addresses: Vec<&str> = named.filter(|word| word.len() > demo.base.len()).collect();
    assert_eq!(addresses.len(), 6, "{listing}");
    for address in addresses {
        let answer = reqwest::get(address).await.unwrap();
        assert_eq!(answer.status(), 200, "{address}");
        let text = answer.text().await.unwrap();
        assert!(
            !text.starts_with("{\"data\":[]") && !text.contains("\"total\":0"),
            "{address} has nothing: {text}"
        );
    }
    assert_eq!(demo.terminate().code(), Some(0));
    assert!(is_empty(temporary.path()), "the demo leaves nothing behind");
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}
