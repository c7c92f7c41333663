import JSONTree
import PodIdentity
import PodIdentityWebhook
import Testing

@Suite struct MissedPodTests {
    private func missed(
        metadata: String = "",
        spec: String = "",
        container: String = "",
        phase: String = "Running"
    ) throws
        -> MissedPod?
    {
        let pod = """
            {"metadata":{"namespace":"n","name":"p","uid":"u"\(metadata)},
            "spec":{"serviceAccountName":"s"\(spec),"containers":[{"name":"x"\(container)}]},
            "status":{"phase":"\(phase)"}}
            """
        return Bench(accounts: ["n/s": arn]).webhook.missed(try JSON(parsing: Array(pod.utf8)))
    }

    @Test func `a running pod without its role's variables is missed`() throws {
        let pod = try #require(try missed())
        #expect(pod.role == arn)
        #expect(pod.containers == ["x"])
        #expect(pod.advice.contains("delete the pod"))
    }

    @Test func `one that could not have been injected either says what is in the way`() throws {
        let mount =
            #","volumeMounts":[{"name":"v","mountPath":"/var/run/secrets/eks.amazonaws.com/serviceaccount/"}]"#
        let pod = try #require(try missed(container: mount))
        #expect(pod.containers == ["x"])
        #expect(pod.advice.contains(#"container "x" mounts volume "v" at /var/run/secrets/eks"#), "\(pod.advice)")
        #expect(!pod.advice.contains("delete the pod"))
        #expect(try missed(container: mount + #","env":[{"name":"AWS_ROLE_ARN","value":"r"}]"#) == nil)
    }

    @Test(
        "pods that are not missed",
        arguments: [
            ("", "", #","env":[{"name":"AWS_ROLE_ARN","value":"r"}]"#, "Running"), ("", "", "", "Succeeded"),
            ("", "", "", "Failed"), (#","deletionTimestamp":"2026-11-24T00:00:00Z""#, "", "", "Running"),
            (#","labels":{"eks.amazonaws.com/skip-pod-identity-webhook":""}"#, "", "", "Running"),
            (#","annotations":{"eks.amazonaws.com/skip-containers":"x"}"#, "", "", "Running"),
            (#","annotations":{"kubernetes.io/config.mirror":"h"}"#, "", "", "Running"),
        ]
    )
    func notMissed(metadata: String, spec: String, container: String, phase: String) throws {
        #expect(try missed(metadata: metadata, spec: spec, container: container, phase: phase) == nil)
    }
}
