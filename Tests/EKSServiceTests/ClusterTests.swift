import AWSProtocols
import AWSVocabulary
import Directory
import Store
import Testing

struct ClusterTests {
    private static let keys = #"""
        {"keys":[{"use":"sig","kty":"EC","kid":"k1","alg":"ES256","crv":"P-256",
        "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}
        """#

    private func create(_ installation: Installation, _ changes: WireStructure = [:]) async throws -> String {
        try await installation.role("cluster", trust: Installation.trust(service: "eks.amazonaws.com"))
        var input: WireStructure = [
            "name": "remote", "roleArn": .string(Installation.roleARN("cluster")), "resourcesVpcConfig": [:],
        ]
        for member in changes.members { input[member.name] = member.value }
        return try await installation.wire("CreateCluster", input)
    }

    private func installed() async throws -> Installation {
        let installation = try await Installation()
        try await installation.put(
            InstanceRecord(
                account: Installation.account,
                region: "us-west-2",
                createdAt: Installation.now,
                issuerPort: 4581,
                ownCluster: Installation.cluster("myeks").key
            )
        )
        return installation
    }

    @Test func `a cluster is registered, described, listed and forgotten with what belongs to it`() async throws {
        let installation = try await installed()
        let made = try await create(
            installation,
            ["tags": .map(["lanyard.dev/issuer": "https://oidc.example.com/id/1"]), "version": "1.32"]
        )
        #expect(made.contains(#""status":"CREATING""#))
        let described = try await installation.wire("DescribeCluster", ["name": "remote"])
        #expect(described.contains(#""status":"ACTIVE""#))
        #expect(described.contains(#""identity":{"oidc":{"issuer":"https://oidc.example.com/id/1"}}"#))
        #expect(described.contains(#""version":"1.32""#))
        #expect(
            try await installation.wire("ListClusters", [:]) == #"{"clusters":["myeks","other","remote"]}"#
        )
        let page = try await installation.wire("ListClusters", ["maxResults": "2"])
        #expect(page == #"{"clusters":["myeks","other"],"nextToken":"after-other"}"#)
        #expect(try await installation.create(["name": "remote"]).hasPrefix(#"{"association""#))
        #expect(try await installation.wire("DeleteCluster", ["name": "remote"]).contains(#""status":"DELETING""#))
        #expect(
            try await installation.wire("DescribeCluster", ["name": "remote"])
                == "404 ResourceNotFoundException: No cluster found for name: remote."
        )
        let key = ClusterRecord.key(name: "remote", region: "us-west-2", account: Installation.account)
        #expect(installation.directory.snapshot.associationCount(cluster: key) == 0)
    }

    @Test(
        arguments: [
            (["name": "myeks"], "409 ResourceInUseException: Cluster already exists with name: myeks"),
            (["name": "no/slash"], "400 InvalidParameterException"),
            (["name": "-x"], "400 InvalidParameterException"),
            (["roleArn": "x"], "400 InvalidParameterException"),
            (
                ["roleArn": .string(Installation.roleARN("app"))],
                "400 InvalidParameterException: Role with arn: arn:aws:iam::111122223333:role/app, could not be assumed"
            ),
            (["version": "0.9"], "400 InvalidParameterException"),
            (["encryptionConfig": [["resources": ["secrets"]]]], "400 InvalidParameterException"),
            (["encryptionConfig": []], #"{"cluster""#),
            (["zonalShiftConfig": ["enabled": true]], "400 InvalidParameterException"),
            (["storageConfig": ["blockStorage": ["enabled": true]]], "400 InvalidParameterException"),
            (["computeConfig": ["enabled": false], "bootstrapSelfManagedAddons": true], #"{"cluster""#),
            (
                ["remoteNetworkConfig": ["remoteNodeNetworks": [["cidrs": ["10.0.0.0/8"]]]]],
                "400 InvalidParameterException"
            ),
            (["resourcesVpcConfig": "x"], "400 InvalidParameterException"),
            (["tags": .map(["lanyard.dev/issuer": "http://plain.example.com"])], "400 InvalidParameterException"),
            (
                ["tags": .map(["lanyard.dev/issuer": "https://127.0.0.1:4581/id/myeks"])],
                "400 InvalidParameterException: Another cluster has the issuer"
            ),
            (["lanyardRegistration": ["issuer": "kubernetes"]], "400 InvalidParameterException"),
            (
                ["lanyardRegistration": ["issuer": "kubernetes", "keySet": #"{"keys":[]}"#]],
                "400 InvalidParameterException"
            ),
            (["lanyardRegistration": ["issuer": "https://a.example", "tokenReviewer": "t"]], "400 InvalidParameter"),
            (["lanyardRegistration": ["issuer": "kubernetes", "keySet": .string(keys)]], #"{"cluster""#),
        ] as [(WireStructure, String)]
    )
    func `what cannot be registered is refused`(_ changes: WireStructure, _ says: String) async throws {
        let installation = try await installed()
        let answer = try await create(installation, changes)
        #expect(answer.hasPrefix(says), "\(answer)")
    }

    @Test func `the own cluster's endpoint is where its API listens, and another's is its own or none`() async throws {
        let installation = try await installed()
        let own = try await installation.wire("DescribeCluster", ["name": "myeks"])
        #expect(own.contains(#""endpoint":"https://127.0.0.1:6443""#))
        #expect(own.contains(#""certificateAuthority":{"data":"Q0E="}"#))
        #expect(!(try await create(installation)).contains(#""endpoint""#))
    }

    @Test func `a token that reviews tokens is kept, and never told`() async throws {
        let installation = try await installed()
        let answer = try await create(
            installation,
            [
                "lanyardRegistration": [
                    "issuer": "https://a.example", "endpoint": "https://10.0.0.1:6443", "tokenReviewer": "hush-hush",
                    "certificateAuthority": "Q0E=",
                ]
            ]
        )
        #expect(answer.contains(#""endpoint":"https://10.0.0.1:6443""#))
        #expect(!answer.contains("hush"))
        let described = try await installation.wire("DescribeCluster", ["name": "remote"])
        #expect(!described.contains("hush"))
        #expect(described.contains(#""certificateAuthority":{"data":"Q0E="}"#))
        let key = ClusterRecord.key(name: "remote", region: "us-west-2", account: Installation.account)
        let record = try #require(installation.directory.snapshot.cluster(key: key))
        #expect(record.registration?.reviewer?.exposed == "hush-hush")
        #expect(!"\(record)".contains("hush"))
    }

    @Test func `a registered cluster neither replaces the own one nor decides whose keys an issuer has`() async throws {
        let installation = try await installed()
        _ = try await create(
            installation,
            ["name": "a-first", "tags": .map(["lanyard.dev/issuer": "https://oidc.example.com/id/1"])]
        )
        let snapshot = installation.directory.snapshot
        #expect(snapshot.clusters.first?.name == "a-first")
        #expect(snapshot.ownCluster?.name == "myeks")
        #expect(snapshot.cluster(issuer: "https://oidc.example.com/id/1") == nil)
        #expect(snapshot.cluster(issuer: "https://127.0.0.1:4581/id/myeks")?.name == "myeks")
        #expect(
            try await installation.wire("DeleteCluster", ["name": "myeks"]).hasPrefix("400 InvalidRequestException")
        )
    }

    @Test func `an installation from before registration has the one cluster it has`() async throws {
        let installation = try await Installation()
        #expect(installation.directory.snapshot.ownCluster == nil)
        try await installation.put(
            InstanceRecord(
                account: Installation.account,
                region: "us-west-2",
                createdAt: Installation.now,
                issuerPort: 4581
            )
        )
        #expect(installation.directory.snapshot.ownCluster?.name == "myeks")
    }

    @Test func `a client that repeats itself with its token gets what its first try made`() async throws {
        let installation = try await installed()
        let first = try await create(installation, ["clientRequestToken": "t"])
        #expect(try await create(installation, ["clientRequestToken": "t"]) == first)
        #expect(try await create(installation).hasPrefix("409 ResourceInUseException"))
        #expect(
            try await create(installation, ["clientRequestToken": "t", "version": "1.31"])
                .hasPrefix("400 InvalidParameterException")
        )
    }

    @Test(
        arguments: [
            ("UpdateClusterConfig", ["deletionProtection": true], ["deletionProtection": false]),
            ("UpdateClusterVersion", ["version": "1.34"], ["version": "1.35"]),
            // What cannot be is no repetition either.
            ("UpdateClusterVersion", ["version": "1.34"], ["version": "9.9"]),
            ("UpdateClusterConfig", ["deletionProtection": true], ["accessConfig": ["authenticationMode": "none"]]),
        ] as [(String, WireStructure, WireStructure)]
    )
    func `an update that is repeated is the first`(
        _ operation: String,
        _ changes: WireStructure,
        _ others: WireStructure
    ) async throws {
        let installation = try await installed()
        _ = try await create(installation)
        func update(_ changes: WireStructure, _ token: String) async throws -> String {
            var input: WireStructure = ["name": "remote", "clientRequestToken": .string(token)]
            for member in changes.members { input[member.name] = member.value }
            return try await installation.wire(operation, input)
        }
        let first = try await update(changes, "t")
        #expect(first.hasPrefix(#"{"update""#))
        #expect(try await update(changes, "t") == first)
        #expect(try await update(others, "t").hasPrefix("400 InvalidParameterException"))
        #expect(try await update(changes, "u").hasPrefix("400 InvalidParameterException"))
    }

    @Test(
        arguments: [
            (["logging": ["clusterLogging": [["types": ["api"], "enabled": true]]]], "LoggingUpdate"),
            (["resourcesVpcConfig": ["endpointPrivateAccess": true]], "EndpointAccessUpdate"),
            (["resourcesVpcConfig": ["subnetIds": ["subnet-1"]]], "VpcConfigUpdate"),
            (["accessConfig": ["authenticationMode": "API"]], "AccessConfigUpdate"),
            (["deletionProtection": true], "DeletionProtectionUpdate"),
            (["lanyardRegistration": ["issuer": "kubernetes", "keySet": .string(keys)]], "ConfigUpdate"),
        ] as [(WireStructure, String)]
    )
    func `an update is done, and can be described`(_ changes: WireStructure, _ type: String) async throws {
        let installation = try await installed()
        _ = try await create(installation)
        var input: WireStructure = ["name": "remote"]
        for member in changes.members { input[member.name] = member.value }
        let answer = try await installation.wire("UpdateClusterConfig", input)
        #expect(answer.contains(#""status":"InProgress","type":"\#(type)""#), "\(answer)")
        let listed = try await installation.wire("ListUpdates", ["name": "remote"])
        let id = try #require(listed.firstMatch(of: /\["([0-9a-f-]{36})"\]/)).1
        let target: WireStructure = ["name": "remote", "updateId": .string(String(id))]
        #expect(
            try await installation.wire("DescribeUpdate", target)
                .contains(#""status":"Successful","type":"\#(type)""#)
        )
        if type != "ConfigUpdate" {
            #expect(
                try await installation.wire("UpdateClusterConfig", input).hasPrefix("400 InvalidParameterException")
            )
        }
        let says = try await installation.wire("DeleteCluster", ["name": "remote"])
        #expect(says.hasPrefix("400 InvalidRequestException") == (type == "DeletionProtectionUpdate"))
    }

    @Test(
        arguments: [
            ([:], "400 InvalidParameterException: The type for cluster update was not provided."),
            (
                ["deletionProtection": true, "accessConfig": ["authenticationMode": "API"]],
                "400 InvalidParameterException: Only one type of update can be allowed."
            ),
            (["name": "none", "deletionProtection": true], "404 ResourceNotFoundException"),
            (["name": "myeks", "lanyardRegistration": ["issuer": "https://b.example"]], "400 InvalidRequestException"),
        ] as [(WireStructure, String)]
    )
    func `an update of nothing, or of too much, is refused`(_ changes: WireStructure, _ says: String) async throws {
        let installation = try await installed()
        _ = try await create(installation)
        var input: WireStructure = ["name": "remote"]
        for member in changes.members { input[member.name] = member.value }
        #expect(try await installation.wire("UpdateClusterConfig", input).hasPrefix(says))
    }

    @Test func `a version goes up only, one minor version at a time`() async throws {
        let installation = try await installed()
        _ = try await create(installation)
        func update(_ name: String, _ version: String) async throws -> String {
            try await installation.wire("UpdateClusterVersion", ["name": .string(name), "version": .string(version)])
        }
        #expect(try await update("remote", "1.34").contains(#""type":"VersionUpdate""#))
        #expect(try await update("remote", "1.33").hasPrefix("400 InvalidParameterException"))
        let leap = try await update("remote", "1.36")
        #expect(leap.contains("Unsupported Kubernetes minor version update from 1.34 to 1.36"), "\(leap)")
        #expect(try await update("remote", "1.35").contains(#""type":"VersionUpdate""#))
        #expect(try await update("remote", "1.36").contains(#""type":"VersionUpdate""#))
        #expect(try await update("myeks", "1.34").hasPrefix("400 InvalidRequestException"))
    }
}
