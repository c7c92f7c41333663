import AWSProtocols
import ServiceModel

/// A request for one operation, as a client of its service writes it, with parameters that suit most.
struct WireRequest: Sendable {
    var method: String
    var path: String
    var query: String
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    let signingName: String

    /// What operations of the query services are given; each takes what it knows.
    private static let parameters: [(String, String)] = [
        ("RoleName", "myeks-node"), ("UserName", "administrator"), ("PolicyName", "p"), ("InstanceProfileName", "node"),
        ("PolicyArn", "arn:aws:iam::111122223333:policy/p"),
        ("PolicyDocument", #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#),
        (
            "AssumeRolePolicyDocument",
            #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}}"#
        ),
        ("Description", "d"), ("VersionId", "v1"), ("PermissionsBoundary", "arn:aws:iam::111122223333:policy/p"),
        ("Url", "https://oidc.example.com"), ("OpenIDConnectProviderArn", "arn:aws:iam::111122223333:oidc-provider/o"),
        ("ClientID", "c"), ("ThumbprintList.member.1", "0123456789012345678901234567890123456789"),
        ("AccessKeyId", "AKIAAAAAAAAAAAAAAAAA"), ("Status", "Active"), ("Tags.member.1.Key", "k"),
        ("Tags.member.1.Value", "v"), ("TagKeys.member.1", "k"),
        ("PolicySourceArn", "arn:aws:iam::111122223333:user/administrator"), ("ActionNames.member.1", "s3:GetObject"),
        (
            "PolicyInputList.member.1",
            #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#
        ),
        ("RoleArn", "arn:aws:iam::111122223333:role/myeks-node"), ("RoleSessionName", "session"),
        ("WebIdentityToken", "not-a-token"), ("EncodedMessage", "message"),
    ]

    private static let json = #"""
        {"namespace":"default","serviceAccount":"a","roleArn":"arn:aws:iam::111122223333:role/myeks-node",
        "token":"not-a-token","requestId":"00000000-0000-7000-8000-000000000000","keyId":"k","tags":{"k":"v"},
        "resourcesVpcConfig":{},"addonName":"coredns","version":"1.34","deletionProtection":true}
        """#

    init(_ operation: Operation) {
        signingName = operation.dialect.signingName
        var headers = [(name: "host", value: "localhost:4580")]
        var (method, path, query, body) = ("POST", "/", "", [UInt8]())
        switch operation.route {
        case .action where operation.dialect.wire == .json11:
            headers.append((name: "content-type", value: "application/x-amz-json-1.1"))
            headers.append((name: "x-amz-target", value: "\(operation.dialect.targetPrefix ?? "").\(operation.name)"))
            body = Array(Self.json.utf8)
        case .action:
            headers.append((name: "content-type", value: "application/x-www-form-urlencoded; charset=utf-8"))
            let known = operation.dialect == .ec2 ? [] : Self.parameters
            let form = [("Action", operation.name), ("Version", operation.dialect.apiVersion)] + known
            body = Array(form.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&").utf8)
        case .rest(let verb, let template):
            method = verb
            path = template.replacing("{addonName}", with: "coredns").replacing(/\{[^}]+\}/, with: "myeks")
            headers.append((name: "content-type", value: "application/json"))
            if verb != "GET" { body = Array(Self.json.utf8) }
            if operation.name == "CreateCluster" {
                body = Array(Self.json.replacing("not-a-token\",", with: "not-a-token\",\"name\":\"new\",").utf8)
            }
            if operation.name == "DescribeAddonConfiguration" { query = "addonName=coredns&addonVersion=v1" }
            if operation.name == "UntagResource" { query = "tagKeys=k" }
        case .s3(let route):
            method = route.method
            path =
                ["/", "/bucket", "/bucket/key"][
                    [S3Route.Level.service, .bucket, .object].firstIndex(of: route.level) ?? 0
                ]
            query = route.query.map { "\($0)=1" }.joined(separator: "&")
            if operation.name == "DeleteObjects" {
                body = Array("<Delete><Object><Key>key</Key></Object></Delete>".utf8)
            }
            if let header = route.header { headers.append((name: header, value: "/bucket/key")) }
        }
        (self.method, self.path, self.query, self.headers, self.body) = (method, path, query, headers, body)
    }
}
