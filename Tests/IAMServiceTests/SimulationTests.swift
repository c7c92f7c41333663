import AWSProtocols
import AWSVocabulary
import Directory
import IAMService
import Store
import Testing

struct SimulationTests {
    private static let user = "arn:aws:iam::111122223333:user/ann"
    private static let role = "arn:aws:iam::111122223333:role/app"
    private static let provider = "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/1"

    private static let resourcePolicy = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"\(user)"},"Action":"s3:GetObject",\
        "Resource":"arn:aws:s3:::b/*"}]}
        """

    private struct Result: Equatable {
        var action: String
        var resource: String
        var decision: String
    }

    private func results(_ output: WireStructure) throws -> [Result] {
        try #require(output.list("EvaluationResults")).map { value in
            guard case .structure(let result) = value else { throw Fault("x", status: 1, "no structure") }
            return Result(
                action: result.string("EvalActionName") ?? "",
                resource: result.string("EvalResourceName") ?? "",
                decision: result.string("EvalDecision") ?? ""
            )
        }
    }

    private func first(_ output: WireStructure) throws -> WireStructure {
        guard case .structure(let result)? = output.list("EvaluationResults")?.first else {
            throw Fault("x", status: 1, "no result")
        }
        return result
    }

    private func decision(_ bed: TestBed, _ name: String, _ parameters: [String: String]) async throws -> String {
        try first(await bed.ok(name, parameters)).string("EvalDecision") ?? ""
    }

    @Test func `policies of the call decide, each action on each resource, with what matched and where`() async throws {
        let bed = try await TestBed()
        let policy = """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::b/*"},
              {"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::b/secret"}]}
            """
        let output = try await bed.ok(
            "SimulateCustomPolicy",
            [
                "PolicyInputList.member.1": policy, "ActionNames.member.1": "s3:GetObject",
                "ActionNames.member.2": "s3:PutObject", "ResourceArns.member.1": "arn:aws:s3:::b/open",
                "ResourceArns.member.2": "arn:aws:s3:::b/secret",
            ]
        )
        #expect(
            try results(output) == [
                Result(action: "s3:GetObject", resource: "arn:aws:s3:::b/open", decision: "allowed"),
                Result(action: "s3:GetObject", resource: "arn:aws:s3:::b/secret", decision: "explicitDeny"),
                Result(action: "s3:PutObject", resource: "arn:aws:s3:::b/open", decision: "implicitDeny"),
                Result(action: "s3:PutObject", resource: "arn:aws:s3:::b/secret", decision: "explicitDeny"),
            ]
        )
        #expect(
            try first(output).list("MatchedStatements") == [
                [
                    "SourcePolicyId": "PolicyInputList.1", "SourcePolicyType": "IAM Policy",
                    "StartPosition": ["Line": .integer(2), "Column": .integer(3)],
                    "EndPosition": ["Line": .integer(2), "Column": .integer(70)],
                ]
            ]
        )
    }

    @Test(arguments: [("dev", "allowed"), ("prod", "implicitDeny"), (nil, "implicitDeny")])
    func `context entries fill the keys, and those that lack are named`(_ team: String?, _ says: String) async throws {
        let bed = try await TestBed()
        var parameters = [
            "PolicyInputList.member.1": Documents.allow(
                "s3:GetObject",
                on: "arn:aws:s3:::b/${aws:username}",
                condition: #"{"StringEquals":{"aws:PrincipalTag/team":"dev"}}"#
            ),
            "ActionNames.member.1": "s3:GetObject", "ResourceArns.member.1": "arn:aws:s3:::b/ann",
            "ContextEntries.member.1.ContextKeyName": "aws:username",
            "ContextEntries.member.1.ContextKeyType": "string",
            "ContextEntries.member.1.ContextKeyValues.member.1": "ann",
        ]
        if let team {
            parameters["ContextEntries.member.2.ContextKeyName"] = "aws:PrincipalTag/team"
            parameters["ContextEntries.member.2.ContextKeyType"] = "string"
            parameters["ContextEntries.member.2.ContextKeyValues.member.1"] = team
        }
        let result = try first(await bed.ok("SimulateCustomPolicy", parameters))
        #expect(result.string("EvalDecision") == says)
        #expect(result.list("MissingContextValues") == (team == nil ? ["aws:PrincipalTag/team"] : []))
    }

    @Test func `a boundary says for itself whether it allows`() async throws {
        let bed = try await TestBed()
        let output = try await bed.ok(
            "SimulateCustomPolicy",
            [
                "PolicyInputList.member.1": Documents.everything,
                "PermissionsBoundaryPolicyInputList.member.1": Documents.allow("s3:*", on: "*"),
                "ActionNames.member.1": "ec2:DescribeVpcs",
            ]
        )
        #expect(try first(output).string("EvalDecision") == "implicitDeny")
        #expect(
            try first(output).structure("PermissionsBoundaryDecisionDetail")
                == ["AllowedByPermissionsBoundary": .boolean(false)]
        )
    }

    @Test func `a principal's own policies decide, with those that the call adds`() async throws {
        let bed = try await TestBed()
        try await bed.add(user: "ann", id: "AIDAANN00000000000000", policy: Documents.allow("s3:GetObject", on: "*"))
        var parameters = ["PolicySourceArn": Self.user, "ActionNames.member.1": "s3:GetObject"]
        let result = try first(await bed.ok("SimulatePrincipalPolicy", parameters))
        #expect(result.string("EvalDecision") == "allowed")
        guard case .structure(let statement)? = result.list("MatchedStatements")?.first else {
            Issue.record("no statement matched")
            return
        }
        #expect(statement.string("SourcePolicyType") == "user")
        parameters["ActionNames.member.1"] = "s3:PutObject"
        #expect(try await decision(bed, "SimulatePrincipalPolicy", parameters) == "implicitDeny")
        parameters["PolicyInputList.member.1"] = Documents.allow("s3:PutObject", on: "*")
        #expect(try await decision(bed, "SimulatePrincipalPolicy", parameters) == "allowed")
        #expect(
            try await bed.refusal(
                "SimulatePrincipalPolicy",
                ["PolicySourceArn": Self.user + "x", "ActionNames.member.1": "s3:GetObject"]
            ).hasPrefix("404 NoSuchEntity")
        )
    }

    /// AWS's simulator leaves trust policies out; ours asks them.
    @Test(arguments: [
        ("system:serviceaccount:default:a", "allowed"), ("system:serviceaccount:other:a", "implicitDeny"),
    ])
    func `a role's trust policy decides whether it can be taken`(_ subject: String, _ says: String) async throws {
        let bed = try await TestBed()
        try await bed.ok(
            "CreateRole",
            [
                "RoleName": "app",
                "AssumeRolePolicyDocument": """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"\(Self.provider)"},\
                "Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":\
                {"oidc.example.com/id/1:sub":"system:serviceaccount:default:a"}}}]}
                """,
            ]
        )
        let parameters = [
            "PolicyInputList.member.1": Documents.everything, "CallerArn": Self.provider,
            "ActionNames.member.1": "sts:AssumeRoleWithWebIdentity", "ResourceArns.member.1": Self.role,
            "ContextEntries.member.1.ContextKeyName": "oidc.example.com/id/1:sub",
            "ContextEntries.member.1.ContextKeyType": "string",
            "ContextEntries.member.1.ContextKeyValues.member.1": subject,
        ]
        #expect(try await decision(bed, "SimulateCustomPolicy", parameters) == says)
    }

    @Test func `context keys of policies are listed once, variables among them`() async throws {
        let bed = try await TestBed()
        let policy = Documents.allow(
            "s3:GetObject",
            on: "arn:aws:s3:::b/${aws:username}",
            condition: #"{"StringEquals":{"aws:PrincipalTag/team":"dev","AWS:UserName":"ann"}}"#
        )
        #expect(
            try await bed.ok("GetContextKeysForCustomPolicy", ["PolicyInputList.member.1": policy])
                == ["ContextKeyNames": ["aws:PrincipalTag/team", "AWS:UserName"]]
        )
        try await bed.add(user: "ann", id: "AIDAANN00000000000000", policy: policy)
        #expect(
            try await bed.ok(
                "GetContextKeysForPrincipalPolicy",
                [
                    "PolicySourceArn": Self.user,
                    "PolicyInputList.member.1": Documents.allow(
                        "s3:*",
                        on: "*",
                        condition: #"{"Bool":{"aws:SecureTransport":"true"}}"#
                    ),
                ]
            ) == ["ContextKeyNames": ["aws:PrincipalTag/team", "AWS:UserName", "aws:SecureTransport"]]
        )
    }

    @Test func `a named resource has its own result, all resources have none`() async throws {
        let bed = try await TestBed()
        var parameters = [
            "PolicyInputList.member.1": Documents.allow(
                "s3:GetObject",
                on: "arn:aws:s3:::b/*",
                condition: #"{"Bool":{"aws:SecureTransport":"true"}}"#
            ),
            "ActionNames.member.1": "s3:GetObject", "ResourceArns.member.1": "arn:aws:s3:::b/x",
        ]
        let named = try first(await bed.ok("SimulateCustomPolicy", parameters))
        #expect(
            named.list("ResourceSpecificResults") == [
                [
                    "EvalResourceName": "arn:aws:s3:::b/x", "MatchedStatements": .list([]),
                    "MissingContextValues": ["aws:SecureTransport"], "EvalResourceDecision": "implicitDeny",
                ]
            ]
        )
        parameters["ResourceArns.member.1"] = nil
        #expect(try first(await bed.ok("SimulateCustomPolicy", parameters)).list("ResourceSpecificResults") == nil)
    }

    @Test(arguments: [("ann", "allowed"), ("bob", "implicitDeny")])
    func `a resource's policy is asked for the caller that is named`(_ name: String, _ says: String) async throws {
        let bed = try await TestBed()
        let parameters = [
            "PolicyInputList.member.1": Documents.allow("ec2:DescribeVpcs", on: "*"),
            "ResourcePolicy": Self.resourcePolicy, "CallerArn": "arn:aws:iam::111122223333:user/\(name)",
            "ActionNames.member.1": "s3:GetObject", "ResourceArns.member.1": "arn:aws:s3:::b/x",
        ]
        #expect(try await decision(bed, "SimulateCustomPolicy", parameters) == says)
    }

    @Test func `a scenario of EC2 with all its resources is simulated on each`() async throws {
        let bed = try await TestBed()
        let types = ["instance", "image", "security-group", "network-interface", "subnet", "volume"]
        var parameters = [
            "PolicyInputList.member.1": Documents.allow("ec2:RunInstances", on: "*"),
            "ResourceHandlingOption": "EC2-VPC-EBS-Subnet", "ActionNames.member.1": "ec2:RunInstances",
        ]
        for (index, type) in types.enumerated() {
            parameters["ResourceArns.member.\(index + 1)"] = "arn:aws:ec2:eu-west-1:111122223333:\(type)/x-1"
        }
        let output = try await bed.ok("SimulateCustomPolicy", parameters)
        #expect(try results(output).map(\.decision) == Array(repeating: "allowed", count: types.count))
    }

    @Test func `results come a page at a time`() async throws {
        let bed = try await TestBed()
        var parameters = [
            "PolicyInputList.member.1": Documents.everything, "ActionNames.member.1": "s3:GetObject",
            "ActionNames.member.2": "s3:PutObject", "ActionNames.member.3": "s3:ListBucket", "MaxItems": "2",
        ]
        let page = try await bed.ok("SimulateCustomPolicy", parameters)
        #expect(try results(page).map(\.action) == ["s3:GetObject", "s3:PutObject"])
        parameters["Marker"] = page.string("Marker")
        let rest = try await bed.ok("SimulateCustomPolicy", parameters)
        #expect(try results(rest).map(\.action) == ["s3:ListBucket"])
        #expect(rest["IsTruncated"] == .boolean(false))
    }

    @Test(arguments: [
        (["PolicyInputList.member.1": "{"], "400 InvalidInput"),
        (["CallerArn": "nobody"], "400 InvalidInput"), (["ResourceOwner": "nobody"], "400 InvalidInput"),
        (["ActionNames.member.1": "GetObject"], "400 ValidationError"),
        (["ContextEntries.member.1.ContextKeyType": "string"], "400 ValidationError"),
        (["ResourcePolicy": resourcePolicy], "400 InvalidInput: CallerArn is needed beside ResourcePolicy"),
        (["ResourceHandlingOption": "EC2-Classic"], "400 ValidationError"),
        (
            ["ResourceHandlingOption": "EC2-VPC-EBS", "ResourceArns.member.1": "arn:aws:ec2:eu-west-1::image/ami-1"],
            "400 InvalidInput: EC2-VPC-EBS needs resources of EC2 of these types too: "
                + "instance, security-group, network-interface, volume."
        ),
    ])
    func `what cannot be simulated is refused`(_ change: [String: String], _ says: String) async throws {
        let bed = try await TestBed()
        let parameters = ["PolicyInputList.member.1": Documents.everything, "ActionNames.member.1": "s3:GetObject"]
        let refusal = try await bed.refusal("SimulateCustomPolicy", parameters.merging(change) { $1 })
        #expect(refusal.hasPrefix(says), "\(refusal)")
    }
}
