//! Signals, closures and memos of few types. Leptos compiles its machinery anew for every type and every closure it
//! is given, one to three kilobytes each; the desk gives it boxes instead, and keeps what it knows behind one handle.

use std::{
    ops::Deref,
    sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use leptos::{prelude::*, reactive::signal::ArcTrigger};

/// A value that is drawn from.
pub struct Field<T> {
    changed: ArcTrigger,
    value: RwLock<T>,
}

impl<T> Field<T> {
    /// Holds a value.
    pub fn new(value: T) -> Self {
        Self {
            changed: ArcTrigger::new(),
            value: RwLock::new(value),
        }
    }
    fn read(&self) -> RwLockReadGuard<'_, T> {
        self.value
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
    fn write(&self) -> RwLockWriteGuard<'_, T> {
        self.value
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A handle on one field of what `A` keeps, as a signal is.
pub struct Held<A: 'static, T: 'static> {
    all: StoredValue<Arc<A>>,
    field: fn(&A) -> &Field<T>,
}

impl<A, T> Clone for Held<A, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<A, T> Copy for Held<A, T> {}

impl<A: Send + Sync, T> Held<A, T> {
    /// That field.
    pub fn new(all: StoredValue<Arc<A>>, field: fn(&A) -> &Field<T>) -> Self {
        Self { all, field }
    }
    /// Reads it, and is told when it changes.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        let all = self.all.get_value();
        let field = (self.field)(&all);
        field.changed.track();
        read(field.read().deref())
    }
    /// Reads it as it is now.
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        let all = self.all.get_value();
        read((self.field)(&all).read().deref())
    }
    /// Changes it.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        let all = self.all.get_value();
        let field = (self.field)(&all);
        change(&mut field.write());
        field.changed.notify();
    }
    /// Replaces it.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "deeds happen in browsers")
    )]
    pub fn set(self, value: T) {
        self.update(|old| *old = value);
    }
}

impl<A: Send + Sync, T: Clone> Held<A, T> {
    /// A copy of it, and is told when it changes.
    pub fn get(self) -> T {
        self.with(T::clone)
    }
    /// A copy of it as it is now.
    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}

/// Part of a view that is drawn anew when what it read has changed.
pub fn live<V: IntoAny>(mut draw: impl FnMut() -> V + Send + 'static) -> AnyView {
    let draw: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || draw().into_any());
    draw.into_any()
}

/// Part of a view that is drawn anew when `what` is another, and only then: what `draw` reads on its way wakes nobody,
/// so nothing that a person is filling in is drawn over.
pub fn anew<V: IntoAny>(what: Memo<String>, mut draw: impl FnMut() -> V + Send + 'static) -> AnyView {
    let mut draw: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || draw().into_any());
    live(move || {
        // A memo follows what it is made of only once somebody has read it.
        what.with(|_| ());
        untrack(&mut draw)
    })
}

/// Words of a view or an attribute that follow what they read.
pub fn words(words: impl FnMut() -> String + Send + 'static) -> Box<dyn FnMut() -> String + Send> {
    Box::new(words)
}

/// An attribute that is there or not.
pub fn mark(is: impl FnMut() -> bool + Send + 'static) -> Box<dyn FnMut() -> bool + Send> {
    Box::new(is)
}

/// An attribute with words that is there or not.
pub fn maybe(
    words: impl FnMut() -> Option<&'static str> + Send + 'static,
) -> Box<dyn FnMut() -> Option<&'static str> + Send> {
    Box::new(words)
}

/// A text made of what it reads; who reads it is told only when it is another.
pub fn text(made: impl Fn() -> String + Send + Sync + 'static) -> Memo<String> {
    let made: Box<dyn Fn() -> String + Send + Sync> = Box::new(made);
    Memo::new(move |_| made())
}
