import AWSProtocols
import Authorization
import ServiceModel

extension EC2Service {
    /// Answers that there are no networks, to those who may know.
    static var describeVPCs: ServiceOperation {
        ServiceOperation(
            Operation("DescribeVpcs", .ec2, isReadOnly: true, action: "ec2:DescribeVpcs"),
            prepare: { call in
                try PageParameters.check(call.input, identifiers: "VpcId")
                return (plan("ec2:DescribeVpcs", of: call), ())
            },
            perform: { authorized, _ in
                if let id = authorized.call.input.strings("VpcId")?.first {
                    throw Fault("InvalidVpcID.NotFound", status: 400, "The vpc ID '\(id)' does not exist")
                }
                return .output(["vpcSet": []])
            }
        )
    }
}
