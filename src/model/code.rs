//! Closed lists of words.

/// A closed list of words.
pub trait Code: Copy + Sized + 'static {
    /// Every member, in the order of their declaration.
    const ALL: &'static [Self];

    /// The member's word.
    fn code(self) -> &'static str;

    /// The member of this word, if there is one.
    fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.code() == code)
    }
}

/// Declares an enum whose variants each have one word, with `ALL`, `code()`, `parse()`, `definition()` (the
/// variant's own comment) and `Display`.
macro_rules! coded {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl $name {
            /// Every variant, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The variant's word.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// What the word means, in a sentence.
            pub const fn definition(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),+).trim_ascii(),)+
                }
            }

            /// The variant of this word, if there is one.
            pub fn parse(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl $crate::model::Code for $name {
            const ALL: &'static [Self] = $name::ALL;

            fn code(self) -> &'static str {
                self.code()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

pub(in crate::model) use coded;

#[cfg(test)]
mod tests {
    use crate::model::discussion::Kind;

    #[test]
    fn a_word_leads_to_its_variant_and_its_meaning() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.code()), Some(*kind));
            assert_eq!(kind.to_string(), kind.code());
        }
        assert_eq!(Kind::parse("Decision"), None);
        assert_eq!(Kind::Decision.definition(), "What was decided.");
    }
}
