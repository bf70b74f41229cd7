use portal::{Logo, brands};

use crate::house::houses;

#[tokio::test]
async fn every_host_shows_the_brand_of_the_settings_also_after_they_change() {
    for house in houses().await {
        for host in ["portal.example", "PORTAL.example:443", "anything.else"] {
            assert_eq!(
                brands::for_host(&house.world, host).await.unwrap().name,
                "Autolijn"
            );
        }

        assert_eq!(
            brands::for_host(&house.world, "portal.example")
                .await
                .unwrap()
                .logo,
            None
        );

        let renamed = house.restarted_with(|settings| settings.brand_name = "Garagelijn".into());
        brands::ensure_default(&renamed).await.unwrap();

        let brand = brands::for_host(&renamed, "portal.example").await.unwrap();
        assert_eq!(
            (brand.name.as_str(), brand.colour.as_str()),
            ("Garagelijn", "#0a7a4b")
        );
    }
}

#[tokio::test]
async fn a_logo_has_an_address_of_our_own_that_changes_with_it() {
    for house in houses().await {
        let address = async |bytes: &'static [u8]| {
            let with_logo = house.restarted_with(|settings| {
                settings.brand_logo = Some(Logo {
                    kind: "image/svg+xml",
                    bytes: bytes.into(),
                });
            });
            brands::ensure_default(&with_logo).await.unwrap();
            let brand = brands::for_host(&with_logo, "portal.example").await.unwrap();
            brand.logo.unwrap()
        };
        let (one, two) = (address(b"<svg/>").await, address(b"<svg> </svg>").await);
        assert!(one.starts_with("/brand/logo?v=") && one != two, "{one} {two}");
    }
}
