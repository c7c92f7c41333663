import AWSVocabulary
import Diagnosis
import IAMPolicy
import JSONTree
import Testing

/// What exported files are recognised by, and what is made of them.
struct EstateTests {
    private static func read(_ texts: String...) throws -> Estate {
        var estate = Estate()
        for text in texts { _ = try estate.read(try LocatedJSON(parsing: Array(text.utf8)), file: "f.json") }
        return estate
    }

    private static let role =
        #"{"Role": {"RoleName": "app", "Arn": "arn:aws:iam::111122223333:role/team/app", "AssumeRolePolicyDocument": "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%22*%22%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%7D"}}"#

    @Test func `a role of get-role, whose document is percent-encoded, says nothing of its policies`() throws {
        let estate = try Self.read(Self.role)
        #expect(estate.roles.count == 1)
        #expect(estate.roles.first?.attached == nil)
        #expect(estate.remarks.isEmpty)
        let diagnosis = Sample.simulate(
            estate,
            "s3:GetObject",
            subject: .role(ARN(service: "iam", account: "111122223333", resource: "role/team/app"))
        )
        #expect(diagnosis.decision == "Undecided")
    }

    @Test func `a policy that cannot be read allows nothing, and is remarked on`() throws {
        let estate = try Self.read(
            #"{"RoleDetailList": [{"Arn": "arn:aws:iam::111122223333:role/app", "AssumeRolePolicyDocument": {"Statement": 7}, "RolePolicyList": [], "AttachedManagedPolicies": []}]}"#
        )
        #expect(estate.roles.count == 1)
        #expect(estate.remarks.first?.contains("cannot be read, and was taken to allow nothing") == true)
    }

    @Test(arguments: [
        (#"{"RoleDetailList": [{}]}"#, "a role without an Arn"),
        (
            #"{"Roles": [{"Arn": "arn:aws:iam::111122223333:role/a"}]}"#,
            "arn:aws:iam::111122223333:role/a has no AssumeRolePolicyDocument"
        ),
    ])
    func `a role that lacks what every role has is refused with its place`(_ text: String, _ detail: String) throws {
        #expect { try Self.read(text) } throws: { ($0 as? EstateError)?.detail == detail }
    }

    @Test(arguments: ["issuer.example/1", "localhost:4581/id/1"])
    func `a list of providers and the client ids of one are put together`(_ host: String) throws {
        let arn = "arn:aws:iam::111122223333:oidc-provider/\(host)"
        for order in [false, true] {
            let list = #"{"OpenIDConnectProviderList": [{"Arn": "\#(arn)"}]}"#
            let one = #"{"Url": "\#(host)", "ClientIDList": ["a"], "ThumbprintList": []}"#
            let estate = try order ? Self.read(list, one) : Self.read(one, list)
            #expect(
                estate.providers == [
                    IdentityProvider(host: host, account: "111122223333", clientIDs: ["a"])
                ]
            )
            #expect(estate.clientIDs(account: "111122223333") == [arn: ["a"]])
        }
    }

    @Test func `lists of Kubernetes are read with and without kinds of their own`() throws {
        let typed = try Self.read(
            #"{"kind": "ServiceAccountList", "items": [{"metadata": {"name": "a", "namespace": "n"}}]}"#
        )
        #expect(typed.serviceAccounts?.map(\.description) == ["n/a"])
        let mixed = try Self.read(Sample.serviceAccount())
        #expect(mixed.serviceAccounts?.count == 2)
        #expect(mixed.pods.map(\.serviceAccount) == ["payments"])
        #expect(try Self.read(#"{"kind": "ServiceAccountList", "items": []}"#).serviceAccounts == [])
    }

    @Test func `an association that is described takes the place of its entry in a list`() throws {
        let list =
            #"{"associations": [{"clusterName": "main", "namespace": "prod", "serviceAccount": "payments", "associationId": "a-1b2c3d"}]}"#
        for texts in [[list, Sample.association], [Sample.association, list]] {
            let estate = try Self.read(texts[0], texts[1])
            #expect(estate.associations.count == 1)
            #expect(estate.associations.first?.role == Sample.role)
        }
        var bare = try Sample.estate()
        bare.associations = try Self.read(list).associations
        #expect(Sample.simulate(bare).firstFailure?.name == "association")
    }

    @Test(arguments: ["{}", "[]", #"{"hello": 1}"#, "7", #"{"kind": "ConfigMap", "metadata": {"name": "a"}}"#])
    func `what is nothing that is known is said to be so`(_ text: String) throws {
        var estate = Estate()
        #expect(try !estate.read(try LocatedJSON(parsing: Array(text.utf8)), file: "f.json"))
    }

    @Test(arguments: [
        ("https://a.example/x", "a.example/x", nil as String?), ("a.example", "a.example", nil),
        ("localhost:4581/id/X", "localhost:4581/id/X", nil), ("https://localhost/id/X", "localhost/id/X", nil),
        ("arn:aws:iam::111122223333:oidc-provider/a.example/x", "a.example/x", "111122223333"),
    ])
    func `a provider is named by URL, host or ARN`(_ text: String, _ host: String, _ account: String?) {
        #expect(IdentityProvider(text) == IdentityProvider(host: host, account: account, clientIDs: nil))
    }

    @Test(arguments: [
        "", "localhost", "localhost/id", "arn:aws:iam", "arn:aws:iam::111122223333:role/a", "a b.example",
    ])
    func `and by nothing else`(_ text: String) { #expect(IdentityProvider(text) == nil) }
}
