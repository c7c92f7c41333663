import Ambient
import JSONTree
import PodIdentity
import Testing

@Suite struct ChoiceTests {
    private static func facts(_ annotations: String) throws -> ServiceAccountFacts {
        ServiceAccountFacts(annotations: try json(annotations), settings: InjectionSettings())
    }

    @Test(
        "a service account's annotations",
        arguments: [
            (#"{}"#, nil, nil, nil, nil), (#"{"eks.amazonaws.com/role-arn":"r"}"#, "r", nil, nil, nil),
            (#"{"eks.amazonaws.com/role-arn":""}"#, nil, nil, nil, nil),
            (#"{"other/role-arn":"r"}"#, nil, nil, nil, nil),
            (#"{"eks.amazonaws.com/audience":""}"#, nil, "", nil, nil),
            (#"{"eks.amazonaws.com/sts-regional-endpoints":"T"}"#, nil, nil, true, nil),
            (#"{"eks.amazonaws.com/sts-regional-endpoints":"False"}"#, nil, nil, false, nil),
            (#"{"eks.amazonaws.com/sts-regional-endpoints":"yes"}"#, nil, nil, nil, nil),
            (#"{"eks.amazonaws.com/token-expiration":"3600"}"#, nil, nil, nil, 3600),
            (#"{"eks.amazonaws.com/token-expiration":"599"}"#, nil, nil, nil, 600),
            (#"{"eks.amazonaws.com/token-expiration":"-1"}"#, nil, nil, nil, 600),
            (#"{"eks.amazonaws.com/token-expiration":"9999999"}"#, nil, nil, nil, 9_999_999),
            (#"{"eks.amazonaws.com/token-expiration":"1h"}"#, nil, nil, nil, nil),
            (#"{"eks.amazonaws.com/token-expiration":""}"#, nil, nil, nil, nil),
        ] as [(String, String?, String?, Bool?, Int?)]
    )
    func annotations(_ text: String, role: String?, audience: String?, regional: Bool?, expiration: Int?) throws {
        let facts = try Self.facts(text)
        #expect(facts.role == role)
        #expect(facts.audience == audience)
        #expect(facts.usesRegionalSTS == regional)
        #expect(facts.tokenExpiration == expiration)
    }

    @Test func `flags fill what annotations leave open`() throws {
        var settings = InjectionSettings()
        settings.role.audience = "aud"
        settings.usesRegionalSTS = true
        settings.tokenExpiration = 100
        let plain = IdentityEvidence(serviceAccount: try Self.facts(#"{"eks.amazonaws.com/role-arn":"r"}"#))
        #expect(
            plain.identity(settings)
                == ChosenIdentity(method: .role("r"), audience: "aud", usesRegionalSTS: true, tokenExpiration: 600)
        )
        let annotated = IdentityEvidence(
            serviceAccount: try Self.facts(
                """
                {"eks.amazonaws.com/role-arn":"r","eks.amazonaws.com/audience":"mine",
                "eks.amazonaws.com/sts-regional-endpoints":"0","eks.amazonaws.com/token-expiration":"700"}
                """
            )
        )
        #expect(
            annotated.identity(settings)
                == ChosenIdentity(method: .role("r"), audience: "mine", usesRegionalSTS: false, tokenExpiration: 700)
        )
    }

    @Test func `the association wins, then the annotation, then the exact rule, then the one for any namespace`() throws
    {
        let rules = try ConfigMapRules(config: #"{"n/s":{"RoleARN":"exact"},"*/s":{"RoleARN":"any"}}"#)
        let account = ServiceAccountName(namespace: "n", name: "s")
        var evidence = IdentityEvidence(serviceAccount: try Self.facts(#"{"eks.amazonaws.com/role-arn":"own"}"#))
        evidence.exactRule = rules.exact(account)
        evidence.anyNamespaceRule = rules.rules["*/s"]
        evidence.isAssociated = true
        let settings = InjectionSettings()
        #expect(evidence.identity(settings)?.method == .containerCredentials)
        evidence.isAssociated = false
        #expect(evidence.identity(settings)?.method == .role("own"))
        evidence.serviceAccount = ServiceAccountFacts()
        #expect(evidence.identity(settings)?.method == .role("exact"))
        evidence.serviceAccount = nil
        #expect(evidence.identity(settings)?.method == .role("exact"))
        evidence.exactRule = nil
        #expect(evidence.identity(settings)?.method == .role("any"))
        evidence.anyNamespaceRule = nil
        #expect(evidence.identity(settings) == nil)
    }

    @Test func `an association takes lifetime and endpoints from the service account, the exact rule, or the flags`() {
        var settings = InjectionSettings()
        settings.tokenExpiration = 7200
        settings.usesRegionalSTS = true
        var evidence = IdentityEvidence(isAssociated: true)
        #expect(evidence.identity(settings)?.tokenExpiration == 7200)
        #expect(evidence.identity(settings)?.usesRegionalSTS == true)
        evidence.exactRule = ConfigMapRules.Rule()
        evidence.exactRule?.tokenExpiration = 900
        #expect(evidence.identity(settings)?.tokenExpiration == 900)
        #expect(evidence.identity(settings)?.usesRegionalSTS == false)
        var facts = ServiceAccountFacts()
        facts.tokenExpiration = 1000
        facts.audience = "ignored"
        evidence.serviceAccount = facts
        #expect(evidence.identity(settings)?.tokenExpiration == 1000)
        #expect(evidence.identity(settings)?.audience == "pods.eks.amazonaws.com")
    }

    @Test(
        "the pod's annotation has the last word on the lifetime",
        arguments: [("900", 900), ("1", 600), ("x", 3600), ("86400", 86_400)]
    )
    func podExpiration(annotation: String, expected: Int) throws {
        var identity = role
        identity.tokenExpiration = 3600
        let annotations = try json(#"{"eks.amazonaws.com/token-expiration":"\#(annotation)"}"#)
        let adjusted = identity.adjusted(
            annotations: annotations,
            settings: InjectionSettings(),
            random: .seeded(1)
        )
        #expect(adjusted.tokenExpiration == expected)
    }

    @Test func `a day's lifetime is spread over two hours for associations only`() {
        let random = RandomSource.seeded(7)
        var day = association
        day.tokenExpiration = 86_400
        let drawn = (0..<200).map { _ in
            day.adjusted(annotations: nil, settings: InjectionSettings(), random: random).tokenExpiration
        }
        #expect(drawn.allSatisfy { (79_200...86_400).contains($0) })
        #expect(Set(drawn).count > 100)
        #expect(role.adjusted(annotations: nil, settings: InjectionSettings(), random: random) == role)
        #expect(association.adjusted(annotations: nil, settings: InjectionSettings(), random: random) == association)
    }

    @Test(
        "role ARNs",
        arguments: [
            (arn, true), ("arn:aws-cn:iam::111122223333:role/a/b_c.d@e+f=g,h-i", true),
            ("arn:aws:iam::11112222333:role/app", false), ("arn:aws:iam::111122223333:role/", false),
            ("arn:aws:iam::111122223333:user/app", false), ("arn:aws:iam:us:111122223333:role/app", false),
            ("app", false), ("", false), ("arn:aws:iam::111122223333:role/a b", false),
            ("arn:awsX:iam::111122223333:role/app", false),
        ]
    )
    func roleARNs(text: String, isValid: Bool) { #expect(RoleARN.isValid(text) == isValid) }

    @Test(
        "short role names are completed in the region's partition",
        arguments: [
            ("eu-west-1", "app", "arn:aws:iam::111122223333:role/app"),
            ("cn-north-1", "path/app", "arn:aws-cn:iam::111122223333:role/path/app"),
            ("us-gov-east-1", "app", "arn:aws-us-gov:iam::111122223333:role/app"),
            ("us-iso-east-1", "app", "arn:aws-iso:iam::111122223333:role/app"),
            ("us-isob-east-1", "app", "arn:aws-iso-b:iam::111122223333:role/app"),
            ("eusc-de-east-1", "app", "arn:aws-eusc:iam::111122223333:role/app"),
            ("eu-west-1", "arn:x", "arn:x"), ("eu-west-1", "a/arn:x", "a/arn:x"), ("eu-west-1", "", ""),
        ]
    )
    func composition(region: String, role: String, expected: String) {
        #expect(RoleComposition(region: region, account: "111122223333").complete(role) == expected)
    }

    @Test func `the ConfigMap's entries: names in any case, what is unusable left out and told`() throws {
        let rules = try ConfigMapRules(
            config: """
                {"n/s":{"rolearn":"r","AUDIENCE":"a","useRegionalSTS":true,"TokenExpiration":5},
                "noslash":{"RoleARN":"r"},"a/b/c":{"RoleARN":"r"},"/s":{},"n/null":null,"*/s":{"RoleARN":"any"}}
                """
        )
        let rule = rules.exact(ServiceAccountName(namespace: "n", name: "s"))
        #expect(rule?.role == "r")
        #expect(rule?.audience == "a")
        #expect(rule?.usesRegionalSTS == true)
        #expect(rule?.tokenExpiration == 5)
        #expect(rules.problems.count == 4)
        #expect(rules.rule(ServiceAccountName(namespace: "m", name: "s"))?.role == "any")
        #expect(rules.exact(ServiceAccountName(namespace: "m", name: "s")) == nil)
        #expect(throws: JSONError.self) { try ConfigMapRules(config: "{") }
    }

    @Test func `a rule's lifetime is at least ten minutes, and an empty audience the flag's`() throws {
        var evidence = IdentityEvidence()
        evidence.exactRule = try ConfigMapRules(config: #"{"n/s":{"RoleARN":"r","TokenExpiration":5}}"#).rules["n/s"]
        let identity = evidence.identity(InjectionSettings())
        #expect(identity?.tokenExpiration == 600)
        #expect(identity?.audience == "sts.amazonaws.com")
    }

    @Test func `the file of identities`() throws {
        let list = try IdentityList(
            file: Array(#"{"identities":[{"namespace":"n","serviceAccount":"s","x":1},{"namespace":"n"}]}"#.utf8)
        )
        #expect(list.accounts == [ServiceAccountName(namespace: "n", name: "s")])
        #expect(try IdentityList(file: []).accounts.isEmpty)
        #expect(throws: JSONError.self) { try IdentityList(file: Array("{".utf8)) }
    }
}
