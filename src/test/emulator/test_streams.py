"""What is asked of EMR, Kinesis and Flink behaves as AWS does. Run: ./python -m unittest test_streams"""

from __future__ import annotations

import unittest

import cbor
from emulated import PAIRS, TAGS, Test


class Emr(Test):
    def cluster(self, name: str = "c", **more) -> str:
        subnet = self.aws("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
        how = {"MasterInstanceType": "m5.xlarge", "SlaveInstanceType": "m5.xlarge", "InstanceCount": 2, "KeepJobFlowAliveWhenNoSteps": True}
        made = self.aws("emr").run_job_flow(
            Name=name, Instances={**how, "Ec2SubnetId": subnet, **more}, JobFlowRole="r", ServiceRole="s", ReleaseLabel="emr-7.1.0", Tags=PAIRS
        )
        return made["JobFlowId"]

    def states(self) -> list[str]:
        return [one["Status"]["State"] for one in self.aws("emr").list_clusters()["Clusters"]]

    def machines(self) -> list[dict]:
        told = self.aws("ec2").describe_instances(Filters=[{"Name": "instance-state-name", "Values": ["running"]}])
        return [one for reservation in told["Reservations"] for one in reservation["Instances"]]

    def test_a_cluster_ends_slowly_with_its_machines_and_is_told_of_ever_after(self):
        emr, id_ = self.aws("emr"), self.cluster()
        tags = {tag["Key"]: tag["Value"] for tag in self.machines()[0]["Tags"]}
        self.assertEqual((id_, "w"), (tags["aws:elasticmapreduce:job-flow-id"], tags["workshop"]))
        emr.terminate_job_flows(JobFlowIds=[id_])
        self.assertEqual("TERMINATING", emr.describe_cluster(ClusterId=id_)["Cluster"]["Status"]["State"])
        self.assertEqual(["TERMINATED"], self.states())
        self.assertEqual([], self.machines())
        self.assertIn(f"arn:aws:elasticmapreduce:eu-central-1:123456789012:cluster/{id_}", self.index())
        emr.terminate_job_flows(JobFlowIds=[id_])

    def test_protection_keeps_it_and_not_the_others(self):
        emr, kept, other = self.aws("emr"), self.cluster(TerminationProtected=True), self.cluster("d")
        self.refused("ValidationException", emr.terminate_job_flows, "termination protected", JobFlowIds=[kept, other])
        self.assertEqual({"WAITING", "TERMINATING"}, set(self.states()))
        emr.set_termination_protection(JobFlowIds=[kept], TerminationProtected=False)
        emr.terminate_job_flows(JobFlowIds=[kept])

    def test_what_is_not_there_is_said_in_words(self):
        emr = self.aws("emr")
        self.refused("InvalidRequestException", emr.describe_cluster, "is not valid", ClusterId="j-1")
        self.refused("ValidationException", emr.terminate_job_flows, "does not exist", JobFlowIds=["j-1"])
        self.refused("ValidationException", emr.terminate_job_flows, "10", JobFlowIds=[f"j-{n}" for n in range(11)])


class Kinesis(Test):
    def stream(self, name: str = "s") -> str:
        self.aws("kinesis").create_stream(StreamName=name, ShardCount=1, Tags=TAGS)
        self.aws("kinesis").add_tags_to_stream(StreamName=name, Tags=TAGS)
        return self.aws("kinesis").describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]["StreamARN"]

    def test_a_stream_goes_slowly_and_not_from_its_consumers(self):
        kinesis, arn = self.aws("kinesis"), self.stream()
        made = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="c", Tags=TAGS)["Consumer"]["ConsumerARN"]
        self.assertRegex(made, r"stream/s/consumer/c:\d+$")
        self.assertLessEqual({arn, made}, set(self.index()))
        self.assertEqual(1, kinesis.describe_stream_summary(StreamARN=arn)["StreamDescriptionSummary"]["ConsumerCount"])
        self.assertEqual("w", {tag["Key"]: tag["Value"] for tag in kinesis.list_tags_for_resource(ResourceARN=made)["Tags"]}["workshop"])
        self.refused("ResourceInUseException", kinesis.delete_stream, "consumers", StreamName="s")
        kinesis.delete_stream(StreamName="s", EnforceConsumerDeletion=True)
        self.refused("ResourceInUseException", kinesis.delete_stream, "DELETING", StreamARN=arn)
        self.assertEqual(["s"], kinesis.list_streams()["StreamNames"])
        self.assertEqual([], kinesis.list_streams()["StreamNames"])
        for call, asked in (
            (kinesis.delete_stream, {"StreamARN": arn}),
            (kinesis.list_stream_consumers, {"StreamARN": arn}),
            (kinesis.list_tags_for_resource, {"ResourceARN": arn}),
        ):
            self.refused("ResourceNotFoundException", call, "", **asked)
        self.assertNotIn(made, self.index())

    def test_cbor_is_read_as_it_is_written(self):
        told = {"a": [1, -7, 1 << 40, 1.5, None, True, False], "b": {"ü": "x" * 300}}
        self.assertEqual(told, cbor.decode(cbor.encode(told)))
        self.assertEqual({"a": [1], "b": "xy"}, cbor.decode(b"\xbf\x61a\x9f\x01\xff\x61b\x7f\x61x\x61y\xff\xff"))


class Flink(Test):
    def test_an_application_is_named_by_its_date_and_goes_slowly(self):
        flink, pairs = self.aws("kinesisanalyticsv2"), [{"Key": key, "Value": value} for key, value in TAGS.items()]
        made = flink.create_application(ApplicationName="f", RuntimeEnvironment="FLINK-1_20", ServiceExecutionRole="r", Tags=pairs)["ApplicationDetail"]
        self.assertEqual("READY", made["ApplicationStatus"])
        self.assertIn(made["ApplicationARN"], self.index())
        status = lambda: flink.describe_application(ApplicationName="f")["ApplicationDetail"]["ApplicationStatus"]  # noqa: E731
        flink.start_application(ApplicationName="f")
        delete = lambda at: flink.delete_application(ApplicationName="f", CreateTimestamp=at)  # noqa: E731
        self.refused("ResourceInUseException", delete, "STARTING", at=made["CreateTimestamp"])
        self.assertEqual(["STARTING", "RUNNING"], [status(), status()])
        self.refused("InvalidArgumentException", delete, "CreateTimestamp", at=1.0)
        delete(made["CreateTimestamp"])
        self.assertEqual("DELETING", status())
        self.refused("ResourceNotFoundException", flink.describe_application, "not found", ApplicationName="f")
        self.refused("ResourceNotFoundException", flink.list_tags_for_resource, "", ResourceARN=made["ApplicationARN"])
        self.refused("ResourceNotFoundException", delete, "", at=made["CreateTimestamp"])
        self.assertNotIn(made["ApplicationARN"], self.index())


if __name__ == "__main__":
    unittest.main()
