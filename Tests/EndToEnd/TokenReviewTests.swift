import Foundation
import Testing

/// A registered cluster whose API server is asked at every exchange: another control plane's.
@Suite(.serialized, .enabled(if: Program.hasAWS && !Kubectl.installed.isEmpty, "skipped: no aws CLI or no kubectl"))
struct TokenReviewTests {
    private let directory: TemporaryDirectory
    private let home: Server
    private let away: Server
    private let kubectl: Kubectl

    init() throws {
        directory = try TemporaryDirectory()
        home = try Server(data: directory.path + "/home")
        away = try Server(data: directory.path + "/away")
        kubectl = try #require(Kubectl.installed.max { $0.minor < $1.minor })
        let trust = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", \
            "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}]}
            """
        try #require(
            try home.aws("iam", "create-role", "--role-name", "app", "--assume-role-policy-document", trust).status == 0
        )
    }

    /// What kubectl does in the other cluster as its administrator.
    private func inCluster(_ arguments: String...) throws -> String {
        let result = try kubectl.run(arguments, away, namespace: "default")
        try #require(result.status == 0, "\(arguments): \(result.errors)")
        return result.output
    }

    /// Registers the other cluster with a reviewer's token, and associates its service account `app`.
    private func register(reviewer: String) throws {
        let file = try directory.write(reviewer + "\n", to: "reviewer")
        let registered = try home.lanyard(
            "register",
            "cluster",
            "away",
            "--kubeconfig",
            away.data + "/kubeconfig",
            "--token-reviewer",
            file
        )
        try #require(registered.status == 0, "\(registered.errors)")
        let made = try home.aws(
            ["eks", "create-pod-identity-association", "--cluster-name", "away", "--namespace", "default"]
                + ["--service-account", "app", "--role-arn", "arn:aws:iam::111122223333:role/app"]
        )
        #expect(made.status == 0 || made.errors.contains("ResourceInUseException"), "\(made.errors)")
        #expect(!(try home.aws("eks", "describe-cluster", "--name", "away").output.contains(reviewer)))
    }

    private func reviewer() throws -> String {
        _ = try inCluster("create", "serviceaccount", "reviewer")
        _ = try inCluster(
            "create",
            "clusterrolebinding",
            "reviewer",
            "--clusterrole=system:auth-delegator",
            "--serviceaccount=default:reviewer"
        )
        return try inCluster("create", "token", "reviewer")
    }

    private func podToken(_ pod: String) throws -> String {
        let arguments = ["create", "token", "app", "--audience", "pods.eks.amazonaws.com", "--bound-pod", pod]
        return try Command.run([Program.lanyard] + arguments + ["--data", away.data]).output
    }

    private func exchange(_ token: String) throws -> Command {
        // The client tries no second time, so that an outage is told at once.
        let keys = home.environment.merging(["AWS_MAX_ATTEMPTS": "1", "HOME": directory.path]) { $1 }
        return try Command.run(
            ["aws", "eks-auth", "assume-role-for-pod-identity", "--cluster-name", "away", "--token", token],
            environment: keys
        )
    }

    @Test func `a token counts while its cluster says so, and nobody gets in when the cluster does not answer`() throws
    {
        try register(reviewer: reviewer())
        let (first, second) = (try podToken("app-1"), try podToken("app-2"))
        for token in [first, second] {
            let answer = try exchange(token)
            #expect(answer.status == 0, "\(answer.errors)")
            #expect(answer.output.contains(":assumed-role/app/eks-away-app-"))
        }
        // The signature and the times still hold; only the cluster knows that the pod is gone.
        _ = try inCluster("delete", "pod", "app-1")
        let gone = try exchange(first)
        #expect(gone.status != 0 && gone.errors.contains("InvalidTokenException"), "\(gone.errors)")
        #expect(try exchange(second).status == 0)

        #expect(away.end(with: SIGTERM) == 0)
        let unknown = try exchange(second)
        #expect(unknown.status != 0 && unknown.errors.contains("ServiceUnavailableException"), "\(unknown.errors)")
        #expect(!unknown.errors.contains("127.0.0.1"), "the caller is told where the API server is: \(unknown.errors)")
        let trail = try home.lanyard("audit", "--denied", "-o", "json").output
        for token in [first, second] { #expect(!trail.contains(token)) }
    }

    @Test func `a reviewer that the cluster does not know, or that may not review, fails closed`() throws {
        _ = try inCluster("create", "serviceaccount", "nobody")
        for reviewer in [try inCluster("create", "token", "nobody"), "not-a-token"] {
            try register(reviewer: reviewer)
            let refused = try exchange(podToken("app-1"))
            #expect(refused.status != 0 && refused.errors.contains("ServiceUnavailableException"), "\(refused.errors)")
        }
        // Registered anew with one that may, the same cluster counts.
        try register(reviewer: reviewer())
        #expect(try exchange(podToken("app-1")).status == 0)
    }
}
