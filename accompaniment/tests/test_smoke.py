def test_cast(cast, client):
    client.force_login(cast.ana)
    assert client.get("/").status_code == 200
    cast.closed_visit()
