use portal::{Error, SecretKey, vault};
use secrecy::{ExposeSecret as _, SecretString};

use crate::house::{House, houses};

fn key(id: &str, byte: u8) -> SecretKey {
    SecretKey {
        id: id.to_owned(),
        bytes: [byte; 32].into(),
    }
}

async fn keep(house: &House, name: &str, secret: &str) {
    let (world, now) = (&house.world, house.world.clock.now());
    let mut db = world.store.write().await.unwrap();
    vault::put(
        &mut db,
        world,
        now,
        &house.jansen.id,
        name,
        &SecretString::from(secret),
    )
    .await
    .unwrap();
    db.commit().await.unwrap();
}

#[tokio::test]
async fn a_secret_comes_back_for_its_dealer_and_name_only() {
    for house in houses().await {
        keep(&house, "token", "hush").await;
        keep(&house, "token", "hush, newer").await;
        keep(&house, "other", "something else").await;

        let secret = vault::get(&house.world, &house.jansen.id, "token").await.unwrap();
        assert_eq!(secret.expose_secret(), "hush, newer");
        for missing in [
            vault::get(&house.world, &house.linde.id, "token").await,
            vault::get(&house.world, &house.jansen.id, "nothing").await,
        ] {
            assert!(matches!(missing, Err(Error::Missing)));
        }
    }
}

#[tokio::test]
async fn the_database_holds_no_secret_that_can_be_read_or_moved() {
    for house in houses().await {
        keep(&house, "token", "hush").await;
        let mut db = house.store.write().await.unwrap();
        let (sealed, _) = store::secrets::get(&mut db, &house.jansen.id, "token")
            .await
            .unwrap()
            .unwrap();
        assert!(!sealed.windows(4).any(|part| part == b"hush"));

        // Somebody with the database moves the row to another name.
        let now = house.world.clock.now();
        store::secrets::put(&mut db, &house.jansen.id, "moved", &sealed, now)
            .await
            .unwrap();
        db.commit().await.unwrap();

        let moved = vault::get(&house.world, &house.jansen.id, "moved").await;
        assert!(matches!(moved, Err(Error::Internal(_))));
    }
}

#[tokio::test]
async fn after_a_rotation_the_old_key_can_be_thrown_away() {
    for house in houses().await {
        keep(&house, "token", "hush").await;
        let both = house.restarted_with(|settings| settings.secret_keys = vec![key("k2", 8), key("k1", 7)]);
        assert_eq!(
            vault::get(&both, &house.jansen.id, "token")
                .await
                .unwrap()
                .expose_secret(),
            "hush"
        );

        assert_eq!(vault::rotate(&both).await.unwrap(), 1);
        assert_eq!(
            vault::rotate(&both).await.unwrap(),
            0,
            "the second time there is nothing to do"
        );

        let new_only = house.restarted_with(|settings| settings.secret_keys = vec![key("k2", 8)]);
        assert_eq!(
            vault::get(&new_only, &house.jansen.id, "token")
                .await
                .unwrap()
                .expose_secret(),
            "hush"
        );
        let lost = vault::get(&house.world, &house.jansen.id, "token")
            .await
            .unwrap_err();
        assert!(
            lost.to_string().contains("k2"),
            "it names the key that is missing: {lost}"
        );
    }
}

#[tokio::test]
async fn two_first_secrets_kept_at_once_both_open() {
    for house in houses().await {
        tokio::join!(keep(&house, "one", "first"), keep(&house, "two", "second"));

        for (name, secret) in [("one", "first"), ("two", "second")] {
            let opened = vault::get(&house.world, &house.jansen.id, name).await.unwrap();
            assert_eq!(opened.expose_secret(), secret);
        }
    }
}

#[tokio::test]
async fn a_forgotten_secret_is_gone() {
    for house in houses().await {
        keep(&house, "token", "hush").await;
        let mut db = house.store.write().await.unwrap();
        vault::forget(&mut db, &house.jansen.id, "token").await.unwrap();
        db.commit().await.unwrap();
        let gone = vault::get(&house.world, &house.jansen.id, "token").await;
        assert!(matches!(gone, Err(Error::Missing)));
    }
}
