import AWSProtocols
import AWSVocabulary
import Testing

/// The bytes of answers, wholly, in each wire form.
struct FrameTests {
    let id: RequestID

    init() throws {
        id = try #require(RequestID("01234567-89ab-7def-8123-456789abcdef"))
    }

    private func text(_ answer: EncodedAnswer) -> String { String(decoding: answer.body, as: UTF8.self) }

    @Test func `query: a result, with lists of members and escaped text`() {
        let answer = AnswerEncoder.success(
            ["Name": "a<&>b", "Roles": ["x", "y"], "None": [], "IsTruncated": false],
            operation: "ListRoles",
            dialect: .iam,
            requestID: id
        )
        #expect(
            text(answer)
                == #"<ListRolesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListRolesResult>"#
                + "<Name>a&lt;&amp;&gt;b</Name><Roles><member>x</member><member>y</member></Roles><None/>"
                + "<IsTruncated>false</IsTruncated></ListRolesResult><ResponseMetadata>"
                + "<RequestId>01234567-89ab-7def-8123-456789abcdef</RequestId></ResponseMetadata></ListRolesResponse>"
        )
        #expect(answer.status == 200)
        #expect(answer.headers.map(\.name) == ["x-amzn-RequestId", "Content-Type"])
        #expect(answer.headers.map(\.value) == ["01234567-89ab-7def-8123-456789abcdef", "text/xml"])
    }

    @Test func `query: an operation without output has no result element`() {
        let answer = AnswerEncoder.success(nil, operation: "DeleteRole", dialect: .iam, requestID: id)
        #expect(
            text(answer)
                == #"<DeleteRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ResponseMetadata>"#
                + "<RequestId>01234567-89ab-7def-8123-456789abcdef</RequestId></ResponseMetadata></DeleteRoleResponse>"
        )
    }

    @Test func `query: a fault of the caller's`() {
        let answer = AnswerEncoder.fault(Fault(.accessDenied, "No."), dialect: .sts, requestID: id)
        #expect(
            text(answer)
                == #"<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>"#
                + "<Code>AccessDenied</Code><Message>No.</Message></Error>"
                + "<RequestId>01234567-89ab-7def-8123-456789abcdef</RequestId></ErrorResponse>"
        )
        #expect(answer.status == 403)
    }

    @Test func `EC2: no result element, items in lists, and the request id in front`() {
        let answer = AnswerEncoder.success(["vpcSet": []], operation: "DescribeVpcs", dialect: .ec2, requestID: id)
        #expect(
            text(answer).hasSuffix(
                #"<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">"#
                    + "<requestId>01234567-89ab-7def-8123-456789abcdef</requestId><vpcSet/></DescribeVpcsResponse>"
            )
        )
    }

    @Test func `EC2: a fault has its own frame, and RequestID`() {
        let answer = AnswerEncoder.fault(Fault(.accessDenied), dialect: .ec2, requestID: id)
        #expect(
            text(answer).hasSuffix(
                "<Response><Errors><Error><Code>UnauthorizedOperation</Code>"
                    + "<Message>You are not authorized to perform this operation.</Message></Error></Errors>"
                    + "<RequestID>01234567-89ab-7def-8123-456789abcdef</RequestID></Response>"
            )
        )
        #expect(answer.status == 403)
    }

    @Test func `rest-json: the fault's name is in a header, its members in the body`() {
        let fault = Fault(
            "ResourceNotFoundException",
            status: 404,
            "No cluster found for name: x.",
            fields: ["clusterName": "x"]
        )
        let answer = AnswerEncoder.fault(fault, dialect: .eks, requestID: id)
        #expect(text(answer) == #"{"message":"No cluster found for name: x.","clusterName":"x"}"#)
        #expect(answer.headers.contains { $0.name == "x-amzn-ErrorType" && $0.value == "ResourceNotFoundException" })
        #expect(answer.status == 404)
    }

    @Test func `json 1.1: the fault's name is in the body`() {
        let answer = AnswerEncoder.fault(Fault(.accessDenied, "No."), dialect: .cloudTrail, requestID: id)
        #expect(text(answer) == #"{"__type":"AccessDeniedException","message":"No."}"#)
        #expect(answer.status == 400)
    }

    @Test func `S3: the root of a fault is Error, without a namespace`() throws {
        let fault = Fault(
            "NoSuchKey",
            status: 404,
            "The specified key does not exist.",
            fields: ["Key": "a<b"]
        )
        let answer = AnswerEncoder.fault(fault, dialect: .s3, requestID: id, resource: "/bucket/a")
        let root = try XMLReader.read(answer.body)
        #expect(root.name == "Error")
        #expect(root.string("Code") == "NoSuchKey")
        #expect(root.string("Key") == "a<b")
        #expect(root.string("Resource") == "/bucket/a")
        #expect(!text(answer).contains("xmlns"))
        #expect(AnswerEncoder.fault(fault, dialect: .s3, requestID: id, isHead: true).body.isEmpty)
    }
}
