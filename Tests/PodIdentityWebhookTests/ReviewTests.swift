import JSONTree
import PodIdentity
import PodIdentityWebhook
import Testing

@Suite struct ReviewTests {
    @Test func `the recorded review of a Deployment's pod gets its role`() async throws {
        let review = try JSON(parsing: Array(recordedReview.utf8))
        let spec = review["request"]?["object"]?["spec"]
        let account = try #require(spec?["serviceAccountName"]?.string)
        let bench = Bench(accounts: ["default/\(account)": arn])
        let bytes = await bench.webhook.review(Array(recordedReview.utf8))
        let answer = try JSON(parsing: bytes)
        #expect(answer.object?.keys == ["kind", "apiVersion", "response"])
        #expect(answer["apiVersion"]?.string == "admission.k8s.io/v1")
        let response = try #require(answer["response"])
        #expect(response.object?.keys == ["uid", "allowed", "patch", "patchType"])
        #expect(response["uid"] == review["request"]?["uid"])
        let operations = try patch(response)
        #expect(operations.map { $0["path"]?.string } == ["/spec/volumes/0", "/spec/containers"])
        let before = try #require(spec?["containers"]?.array?.first?.object)
        let after = try #require(operations.last?["value"]?.array?.first?.object)
        #expect(after["env"]?.array?.first?["value"]?.string == arn)
        #expect(after["volumeMounts"]?.array?.count == (before["volumeMounts"]?.array?.count ?? 0) + 1)
        for key in before.keys where key != "env" && key != "volumeMounts" { #expect(after[key] == before[key]) }
    }

    @Test(
        "reviews that ask nothing usable",
        arguments: [
            ("", #"{"response":{"uid":"","allowed":false,"status":{"metadata":{},"message":"bad content"}}}"#),
            ("{}", #"{"response":{"uid":"","allowed":false,"status":{"metadata":{},"message":"bad content"}}}"#),
            (
                #"{"kind":"K","request":null}"#,
                #"{"response":{"uid":"","allowed":false,"status":{"metadata":{},"message":"bad content"}}}"#
            ),
            (
                #"{"request":{"uid":"u","object":null}}"#,
                #"{"response":{"uid":"u","allowed":false,"status":{"metadata":{},"#
                    + #""message":"the object is not a Pod: it is no object"}}}"#
            ),
            (
                #"{"kind":"K","apiVersion":"v","request":{"uid":"u","object":{}}}"#,
                #"{"kind":"K","apiVersion":"v","response":{"uid":"u","allowed":true}}"#
            ),
            (
                #"{"request":{"uid":"u","object":{"spec":{"serviceAccountName":""}}}}"#,
                #"{"response":{"uid":"u","allowed":true}}"#
            ),
        ]
    )
    func degenerate(review: String, expected: String) async {
        let answer = await Bench().webhook.review(Array(review.utf8))
        #expect(String(decoding: answer, as: UTF8.self) == expected)
    }

    @Test func `what is no JSON is refused without kind and version`() async throws {
        let answer = try JSON(parsing: await Bench().webhook.review(Array("{".utf8)))
        #expect(answer.object?.keys == ["response"])
        #expect(answer["response"]?["allowed"] == false)
    }

    @Test func `a service account without a role changes nothing`() async throws {
        let reader = ScriptedReader([:])
        let response = try await Bench(reader: reader, accounts: ["n/s": ""]).response()
        #expect(response.text() == #"{"uid":"u","allowed":true}"#)
        #expect(reader.reads.isEmpty)
    }

    @Test func `an association wins over the role, and waits for nothing`() async throws {
        let reader = ScriptedReader([:])
        let associations = AssociationCache()
        associations.replace([ServiceAccountName(namespace: "n", name: "s")])
        let bench = Bench(reader: reader, associations: associations, accounts: nil)
        let operations = try patch(try await bench.response())
        #expect(operations.first?["path"]?.string == "/metadata/labels")
        #expect(reader.reads.isEmpty)
        #expect(bench.metricsText.contains(#"pod_identity_webhook_pod_count{method="container_credentials"} 1"#))
    }

    @Test func `a service account that is not cached is read before the answer`() async throws {
        let annotations: JSON = ["eks.amazonaws.com/role-arn": .string(arn)]
        let reader = ScriptedReader(["n/s": .found(annotations: annotations)])
        let bench = Bench(reader: reader)
        #expect(try patch(try await bench.response()).count == 2)
        #expect(reader.reads == ["n/s"])
        #expect(bench.metricsText.contains("pod_identity_webhook_missing_sa_count 0\n"))
        #expect(bench.reports.reasons.isEmpty)
    }

    @Test(
        "a pod whose identity cannot be told: by the policy, counted always",
        arguments: [
            (UnresolvedPolicy.deny, false, false, 1), (.warn, true, true, 1), (.ignore, true, false, 0),
        ]
    )
    func unresolved(policy: UnresolvedPolicy, isAllowed: Bool, isWarned: Bool, reports: Int) async throws {
        let bench = Bench(policy: policy, reader: ScriptedReader([:]), accounts: nil)
        let response = try await bench.response()
        #expect(response["allowed"] == .boolean(isAllowed))
        #expect((response["warnings"] != nil) == isWarned)
        #expect(response["patch"] == nil)
        #expect(bench.reports.reasons.count == reports)
        let text = bench.metricsText
        #expect(text.contains(#"lanyard_webhook_unresolved_pods_total{reason="ServiceAccountUnreadable"} 1"#))
        #expect(text.contains("pod_identity_webhook_missing_sa_count 1\n"))
        if policy == .deny {
            #expect(response["status"]?["message"]?.string?.contains("the API server is away") == true)
        }
    }

    @Test func `while changes are not told, a service account without a role is asked for again`() async throws {
        let annotations: JSON = ["eks.amazonaws.com/role-arn": .string(arn)]
        let reader = ScriptedReader(["n/s": .found(annotations: annotations)])
        let bench = Bench(reader: reader, accounts: ["n/s": "", "n/t": "", "n/u": arn])
        bench.knowledge.setCurrent(false)
        #expect(try patch(try await bench.response()).count == 2)
        // One that cannot be asked for now is answered by what was known.
        #expect(try await bench.response("t").text() == #"{"uid":"u","allowed":true}"#)
        #expect(try patch(try await bench.response("u")).count == 2)
        #expect(reader.reads == ["n/s", "n/t"])
        bench.knowledge.setCurrent(true)
        #expect(try await bench.response()["patch"] == nil)
    }

    @Test func `a dry run is told, and writes no Event`() async throws {
        let bench = Bench(reader: ScriptedReader([:]))
        #expect(try await bench.response(dryRun: true)["warnings"] != nil)
        #expect(bench.reports.reasons.isEmpty)
    }

    @Test func `a service account that does not exist, and one that nobody may wait for`() async throws {
        let absent = Bench(reader: ScriptedReader(["n/s": .absent]))
        _ = try await absent.response()
        #expect(absent.reports.reasons == [.serviceAccountAbsent])
        let unread = Bench(reader: nil)
        _ = try await unread.response()
        #expect(unread.reports.reasons == [.serviceAccountUnreadable])
    }

    @Test func `associations that were not read yet leave a doubt`() async throws {
        let bench = Bench(associations: AssociationCache(), accounts: ["n/s": ""])
        #expect(try await bench.response()["warnings"] != nil)
        #expect(bench.reports.reasons == [.cachesNotSynced])
        let withRole = Bench(policy: .deny, associations: AssociationCache(), accounts: ["n/s": arn])
        #expect(try await withRole.response()["allowed"] == false)
    }

    @Test func `a ConfigMap that was not read yet leaves a doubt; its rule is an answer`() async throws {
        let bench = Bench(reader: ScriptedReader([:]), watchesConfigMap: true, accounts: ["n/s": ""])
        _ = try await bench.response()
        #expect(bench.reports.reasons == [.cachesNotSynced])
        bench.knowledge.replaceRules(try ConfigMapRules(config: #"{"*/s":{"RoleARN":"\#(arn)"}}"#))
        let response = try await bench.response()
        #expect(try patch(response).count == 2)
        #expect(response["warnings"] == nil)
        // Even where the service account cannot be read.
        bench.knowledge.replaceAccounts([:])
        #expect(try await bench.response()["warnings"] == nil)
    }

    @Test func `a role that is none is injected and told, or refused`() async throws {
        let bench = Bench(accounts: ["n/s": "app"])
        let response = try await bench.response()
        #expect(try patch(response).count == 2)
        #expect(response["warnings"]?.array?.count == 1)
        #expect(bench.reports.reasons == [.roleInvalid])
        #expect(try await Bench(policy: .deny, accounts: ["n/s": "app"]).response()["allowed"] == false)
    }

    @Test func `a mount where the token has to be is refused, whatever the policy`() async throws {
        let path = InjectionSettings().role.mountPath
        let pod = """
            {"spec":{"serviceAccountName":"s","containers":[{"name":"x",
            "volumeMounts":[{"name":"mine","mountPath":"\(path)"}]}]}}
            """
        let bench = Bench(policy: .ignore, accounts: ["n/s": arn])
        let response = try await bench.response(pod: pod)
        #expect(response["allowed"] == false)
        #expect(response["status"]?["message"]?.string?.contains("\"mine\"") == true)
    }
}
