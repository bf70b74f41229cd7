use portal::brands;

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

        let renamed = house.restarted_with(|settings| settings.brand_name = "Garagelijn".into());
        brands::ensure_default(&renamed).await.unwrap();

        let brand = brands::for_host(&renamed, "portal.example").await.unwrap();
        assert_eq!(
            (brand.name.as_str(), brand.colour.as_str()),
            ("Garagelijn", "#0a7a4b")
        );
    }
}
