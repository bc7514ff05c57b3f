//! Listings of small functions.
