//! Who acts: persons, organisations, and either of them in a capacity.

use crate::model::{Link, Localized, Ref};

/// A person. How to reach them is personal data.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Person {
    /// The person's id, once stored.
    pub id: Option<String>,
    /// The whole name, as the person or the minutes write it.
    pub name: String,
    /// The person's e-mail address.
    pub email: Option<String>,
    /// The person's telephone number.
    pub phone: Option<String>,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Organization {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// Its name.
    pub name: Localized,
    /// Other names that it goes by.
    pub aliases: Vec<String>,
    /// The organisation that it belongs to.
    pub part_of: Option<Ref>,
    /// Its web page.
    pub url: Option<String>,
    /// Where this is known from.
    pub sources: Vec<Link>,
}

/// A person or an organisation acting in a capacity: a membership, or an organisation that organises.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Role {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// The person who acts; absent when the organisation itself does.
    pub person: Option<Link>,
    /// The organisation for which the person acts, or that acts itself.
    pub organization: Option<Link>,
    /// The capacity in words.
    pub capacity: Option<String>,
}

/// A group of members, such as a distribution list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Who is in it.
    pub members: Vec<Link>,
}
