/// Databases as earlier versions made them, in SQL of their own: nothing here follows later changes of the program.
///
/// Records have the members that they had then, some without those that may be missing. `service_accounts`, of which
/// version 3 was the last, only mirrored what clusters keep themselves.
enum OldSchemas {
    /// The versions that there have been, each as a whole.
    static let all: [(version: Int, sql: String)] = [
        (2, tables + rows), (3, tables + rows + associations), (4, tables + rows + associations + withoutAccounts),
    ]

    private static let tables =
        [
            "instance", "roles", "users", "access_keys", "managed_policies", "oidc_providers", "instance_profiles",
            "clusters", "signing_keys", "session_key_rings", "service_accounts", "buckets",
        ].map { "CREATE TABLE \($0) (key TEXT PRIMARY KEY NOT NULL, record BLOB NOT NULL) WITHOUT ROWID;\n" }.joined()
            + """
            CREATE TABLE objects (
                bucket TEXT NOT NULL, key BLOB NOT NULL, file TEXT NOT NULL, record BLOB NOT NULL,
                PRIMARY KEY (bucket, key)
            ) WITHOUT ROWID;
            CREATE TABLE uploads (
                id TEXT PRIMARY KEY NOT NULL, bucket TEXT NOT NULL, key BLOB NOT NULL, record BLOB NOT NULL
            ) WITHOUT ROWID;
            CREATE INDEX uploads_by_key ON uploads (bucket, key);
            CREATE TABLE parts (
                upload TEXT NOT NULL, number INTEGER NOT NULL, file TEXT NOT NULL, record BLOB NOT NULL,
                PRIMARY KEY (upload, number)
            ) WITHOUT ROWID;

            """

    private static let rows = #"""
        INSERT INTO instance VALUES ('instance', CAST('{"account":"111122223333","region":"us-west-2",
            "createdAt":1795480200123,"issuerPort":4581,"seed":18446744073709551615,"starts":3}' AS BLOB));
        INSERT INTO roles VALUES ('111122223333/reader', CAST('{"account":"111122223333","name":"Reader","path":"/team/",
            "id":"AROAEXAMPLE0000000001","createdAt":1795480200123,"description":"reads","maxSessionDuration":7200,
            "trustPolicy":"{\"Version\":\"2012-10-17\",\n\"Statement\":[]}","inlinePolicies":{"one":"{}"},
            "attachedPolicies":["arn:aws:iam::aws:policy/b","arn:aws:iam::aws:policy/a"],
            "permissionsBoundary":"arn:aws:iam::aws:policy/c","tags":[{"key":"team","value":"größe \"1\""}]}' AS BLOB));
        INSERT INTO users VALUES ('111122223333/reader', CAST('{"account":"111122223333","name":"Reader","path":"/",
            "id":"AIDAEXAMPLE0000000001","createdAt":1795480200123,"inlinePolicies":{},"attachedPolicies":[],
            "tags":[]}' AS BLOB));
        INSERT INTO access_keys VALUES ('AKIAEXAMPLE000000001', CAST('{"id":"AKIAEXAMPLE000000001","secret":"secret/+=",
            "account":"111122223333","userName":"Reader","isActive":false,"createdAt":1795480200123}' AS BLOB));
        INSERT INTO managed_policies VALUES ('arn:aws:iam::111122223333:policy/team/reading', CAST('{
            "account":"111122223333","name":"reading","path":"/team/","id":"ANPAEXAMPLE0000000001",
            "createdAt":1795480200123,"updatedAt":1795480201123,"versions":[{"number":2,"document":"{}",
            "createdAt":1795480200123}],"defaultVersion":2,"nextVersion":5,"tags":[]}' AS BLOB));
        INSERT INTO oidc_providers VALUES ('arn:aws:iam::111122223333:oidc-provider/issuer.example/id/1', CAST('{
            "account":"111122223333","url":"issuer.example/id/1","clientIDs":["b","a"],"thumbprints":[],
            "createdAt":1795480200123,"tags":[]}' AS BLOB));
        INSERT INTO instance_profiles VALUES ('111122223333/nodes', CAST('{"account":"111122223333","name":"nodes",
            "path":"/","id":"AIPAEXAMPLE0000000001","createdAt":1795480200123,"roleName":"Reader","tags":[]}' AS BLOB));
        INSERT INTO clusters VALUES ('111122223333/us-west-2/myeks', CAST('{"account":"111122223333",
            "region":"us-west-2","name":"myeks","issuer":"https://127.0.0.1:4581/id/1","kubernetesVersion":"1.33",
            "platformVersion":"eks.1","createdAt":1795480200123,"roleARN":"arn:aws:iam::111122223333:role/cluster",
            "nodeRoleARN":"arn:aws:iam::111122223333:role/node","tags":[]}' AS BLOB));
        INSERT INTO signing_keys VALUES ('kid', CAST('{"id":"kid","clusterKey":"111122223333/us-west-2/myeks",
            "privateKey":"ZGVy","state":"verifying","createdAt":1795480200123,"retiredAt":1795480200123}' AS BLOB));
        INSERT INTO session_key_rings VALUES ('ring', CAST('{"keys":"a2V5cw=="}' AS BLOB));
        INSERT INTO service_accounts VALUES ('111122223333/us-west-2/myeks/default/app', CAST('{
            "clusterKey":"111122223333/us-west-2/myeks","namespace":"default","name":"app","uid":"u-1"}' AS BLOB));
        INSERT INTO buckets VALUES ('bucket', CAST('{"account":"111122223333","region":"us-west-2","name":"bucket",
            "createdAt":1795480200123,"policy":"{}","tags":[]}' AS BLOB));
        INSERT INTO objects VALUES ('bucket', CAST('a/ö' AS BLOB), 'file-1', CAST('{"bucket":"bucket","key":"a/ö",
            "fileID":"file-1","size":5,"etag":"5d41402abc4b2a76b9719d911017c592","modifiedAt":1795480200123,
            "headers":{"content-type":"text/plain"},"metadata":{"by":"me"},"tags":[]}' AS BLOB));

        """#

    private static let associations = #"""
        CREATE TABLE IF NOT EXISTS pod_identity_associations (
            key TEXT PRIMARY KEY NOT NULL, record BLOB NOT NULL
        ) WITHOUT ROWID;
        INSERT INTO pod_identity_associations VALUES ('111122223333/us-west-2/myeks/default/app', CAST('{
            "account":"111122223333","region":"us-west-2","clusterName":"myeks","namespace":"default",
            "serviceAccount":"app","id":"a-0123456789abcdefg","roleARN":"arn:aws:iam::111122223333:role/team/Reader",
            "disablesSessionTags":false,"createdAt":1795480200123,"modifiedAt":1795480200123,"tags":[]}' AS BLOB));

        """#

    private static let withoutAccounts = "DROP TABLE service_accounts;\n"
}
